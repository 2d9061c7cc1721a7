# The caller never acknowledges the 486: the phone repeats it for 32 s.
hosts proxy alice bob
kamailio_start proxy
tap
answer bob uas-busy-no-ack
call alice uac-no-ack-486 bob -s bob
call alice options-proxy proxy

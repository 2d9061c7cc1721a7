# The caller never acknowledges the 200: the phone repeats it for 32 s. A ping of
# the proxy at the end shows that time went on.
hosts proxy alice bob
kamailio_start proxy
tap
MAY_FAIL=yes answer bob uas-no-ack
call alice uac-no-ack bob -s bob
call alice options-proxy proxy

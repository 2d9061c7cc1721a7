# The CANCEL crosses the 200, over a long wire: ACK, and BYE.
hosts proxy alice bob
kamailio_start proxy
far bob 60
register bob
tap
answer bob uas-cancel-race
call alice uac-cancel-race proxy -s bob

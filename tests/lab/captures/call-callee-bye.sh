# A call through the proxy that the callee ends.
hosts proxy alice bob
kamailio_start proxy
register bob
tap
answer bob uas-callee-bye
call alice uac-callee-bye proxy -s bob

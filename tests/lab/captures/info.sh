# DTMF digits in a call by INFO (application/dtmf-relay).
hosts proxy alice bob
kamailio_start proxy
register bob
tap
answer bob uas-info
call alice uac-info proxy -s bob

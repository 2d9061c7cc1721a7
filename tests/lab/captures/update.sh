# 100rel: a reliable 183 with its PRACK, then UPDATE before the answer.
hosts proxy alice bob
kamailio_start proxy
register bob
tap
answer bob uas-update
call alice uac-update proxy -s bob

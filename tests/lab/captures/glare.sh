# Both sides send a re-INVITE at one time, over a long wire: 491 each, and again later.
hosts proxy alice bob
kamailio_start proxy
far alice 60
register bob
tap
answer bob uas-glare
call alice uac-glare proxy -s bob

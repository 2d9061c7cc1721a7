# An INVITE of more than 3 kB over UDP: IP fragments on both hops.
hosts proxy alice bob
kamailio_start proxy
register bob
tap
answer bob uas-call
call alice uac-large proxy -s bob

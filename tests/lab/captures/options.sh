# OPTIONS to the proxy, through it to a phone, and with Max-Forwards: 0 (483).
hosts proxy alice bob
kamailio_start proxy
register bob
tap
call alice options-proxy proxy
answer bob uas-options
call alice options proxy -s bob
call alice options-mf0 proxy -s bob

# A call through the proxy over IPv6.
IPV6=yes
hosts proxy alice bob
kamailio_start proxy -A WITH_IPV6
register bob
tap
answer bob uas-call
call alice uac-call proxy -s bob

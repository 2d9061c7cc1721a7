# Alice transfers bob to carol: REFER, 202, NOTIFY (sipfrag), the call from bob to
# carol, the last NOTIFY, BYE.
hosts proxy alice bob carol
kamailio_start proxy
register bob carol
tap
answer bob uas-refer
answer carol uas-call
(sleep 1.8 && PORT=5070 call bob uac-referred proxy -s carol) &
call alice uac-refer proxy -s bob
wait $!

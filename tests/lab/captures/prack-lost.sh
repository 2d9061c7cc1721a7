# Reliable 183s whose PRACK gets lost: for 3 s, behind the tap, so that both come several times; and
# before the tap for good, so that the phone gives up after 64*T1.
hosts proxy alice bob carol
kamailio_start proxy
register bob carol
tap
lose_method proxy PRACK
answer bob uas-update
(sleep 3 && lose_no_more proxy) &
call alice uac-update proxy -s bob
wait $!
lose_method sw-alice PRACK
answer carol uas-prack-missing
call alice uac-prack-missing proxy -s carol

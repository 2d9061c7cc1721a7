# Alice holds bob, asks carol, and transfers bob to her: REFER with Replaces, bob's INVITE in alice's
# place, carol's BYE to alice, NOTIFY, BYE to bob.
hosts proxy alice bob carol
kamailio_start proxy
register bob carol
tap
dialog="consult-$NAME@$(ipv4 alice);to-tag=consulted;from-tag=consult"
answer bob uas-transferee
answer carol uas-target -m 2
(sleep 1.2 && PORT=5062 call alice uac-consult proxy -s carol -cid_str "consult-$NAME@%s") &
consult=$!
(sleep 3.3 && PORT=5070 call bob uac-replaces proxy -s carol -key replaces "$dialog") &
moved=$!
call alice uac-transferor proxy -s bob \
    -key replaces "$(echo "$dialog" | sed 's/@/%40/; s/;/%3B/g; s/=/%3D/g')"
wait $consult
wait $moved

# Three calls at once over TCP. The proxy's first SYN to the phone is lost, so that
# the INVITEs wait for the connection and go out together: one segment holds several
# messages, and one message spans two segments.
hosts proxy alice bob
kamailio_start proxy
TRANSPORT=t1
register bob
in_host bob nft -f - <<RULES
table ip lab {
    chain input {
        type filter hook input priority 0;
        tcp flags & (syn | ack) == syn numgen inc mod 2 == 0 drop
    }
}
RULES
tap
answer bob uas-call -m 3
call alice uac-call proxy -s bob -m 3 -l 3 -r 1000

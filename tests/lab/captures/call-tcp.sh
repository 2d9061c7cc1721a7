# Three calls at once over TCP, on one connection a hop. The MSS is so small that
# messages span segments; the window is so small too that what is written waits for
# the reader, and one segment holds the end of a message and the start of the next.
hosts proxy alice bob
for host in proxy alice bob; do
    ip -n "$LAB_ID-$host" route replace 10.9.0.0/24 dev eth0 advmss 300 window 600
done
kamailio_start proxy
TRANSPORT=t1
register bob
tap
answer bob uas-call -m 3
call alice uac-call proxy -s bob -m 3 -l 3 -r 1000

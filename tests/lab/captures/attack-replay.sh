# A registration is sent again, octet for octet, by somebody else.
hosts proxy alice
in_host proxy ip route replace 198.18.0.0/15 dev eth0
kamailio_start proxy
tap
attacker replay 1
call alice register proxy -auth_uri lab.example
sleep 1
stop "$ATTACKER_PID"

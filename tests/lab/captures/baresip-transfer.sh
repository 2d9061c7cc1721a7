# Real phones (baresip): alice calls bob, holds him and takes him back, and sends him on to carol (REFER). Without
# their media.
hosts proxy alice bob carol
kamailio_start proxy -A WITH_CHALLENGE
tap not portrange 10000-10100
for phone in bob carol alice; do baresip_start $phone; done
sleep 1
baresip_command alice dial sip:bob@lab.example
sleep 0.5
baresip_command bob accept
sleep 0.4
baresip_command alice hold
sleep 0.4
baresip_command alice resume
sleep 0.4
baresip_command alice transfer sip:carol@lab.example
sleep 0.8
baresip_command carol accept
sleep 0.6
baresip_command bob hangup
sleep 0.5
for phone in alice bob carol; do baresip_command $phone quit; done
sleep 1.5

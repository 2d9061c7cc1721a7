# Two real phones (baresip): both register with digest, alice calls bob, a short
# talk with RTP, alice hangs up; both unregister.
hosts proxy alice bob
kamailio_start proxy -A WITH_CHALLENGE
tap
baresip_start bob
baresip_start alice
sleep 1
baresip_command alice dial sip:bob@lab.example
sleep 0.5
baresip_command bob accept
sleep 0.4
baresip_command alice hangup
sleep 0.5
baresip_command alice quit
baresip_command bob quit
sleep 1.5

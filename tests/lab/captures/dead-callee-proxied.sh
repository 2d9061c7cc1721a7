# A registered phone that is switched off, called through the proxy: retransmissions
# on the second hop, 408 on the first.
hosts proxy alice bob
kamailio_start proxy
register bob
deafen bob
tap
sed 's/@CODE@/408/' "$LAB/sipp/uac-refused.xml" >"$LAB_TMP/filled.xml"
call alice "$LAB_TMP/filled.xml" proxy -s bob
sleep 4
call alice options-proxy proxy

# SIPp's own caller, 60 INVITEs a second for five seconds at a phone that never answers.
hosts proxy bob mallory
outside mallory 198.18.0.66 proxy bob
deafen bob
tap
in_host mallory timeout 20 sipp -sn uac -i 198.18.0.66 -p 5060 -nostdin -bind_local -nr -r 60 -m 300 -l 1000 \
    -timeout 8s 10.9.0.31:5060 >"$LAB_TMP/flood.log" 2>&1 </dev/null || :
PACKED=yes

# nmap's scripts: methods, then users tried.
hosts proxy mallory
outside mallory 198.18.0.66 proxy
kamailio_start proxy
tap
in_host mallory timeout 60 nmap -n -Pn -sU -p 5060 --script sip-methods,sip-enum-users \
    --script-args 'sip-enum-users.padding=2,sip-enum-users.minext=10,sip-enum-users.maxext=30' \
    10.9.0.10 >"$LAB_TMP/nmap.log" 2>&1

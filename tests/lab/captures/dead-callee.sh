# A phone that is switched off: an INVITE and an OPTIONS to it get no answer for
# 32 s. A ping of the proxy at the end shows that time went on.
hosts proxy alice bob
kamailio_start proxy
deafen bob
tap
(MAY_FAIL=yes TIMEOUT=34 call alice uac-call bob -s bob) &
(PORT=5070 MAY_FAIL=yes TIMEOUT=34 call alice options bob -s bob) &
sleep 36
call alice options-proxy proxy

# A phone rings and never answers, the caller never gives up: 200 s of nothing.
hosts proxy alice bob
kamailio_start proxy
tap
TIMEOUT=240 answer bob uas-stalled
TIMEOUT=240 call alice uac-stalled bob -s bob
call alice options-proxy proxy

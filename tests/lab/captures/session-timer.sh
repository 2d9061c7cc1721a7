# Sessions of 90 s: one is refreshed once and then ended by the called side, a third of the interval
# before its end (RFC 4028 10); one is neither refreshed nor ended by anybody.
hosts proxy alice bob carol
kamailio_start proxy
register bob carol
tap
TIMEOUT=200 answer bob uas-session-timer
answer carol uas-session-dead
PORT=5070 call alice uac-session-dead proxy -s carol
TIMEOUT=200 call alice uac-session-timer proxy -s bob
call alice options-once proxy

# A trunk that answers 503 to forty calls of twenty seconds.
hosts alice bob
tap
answer bob uas-503 -m 40
MAY_FAIL=yes call alice uac-refused-call bob -s 00301234 -m 40 -r 2
PACKED=yes

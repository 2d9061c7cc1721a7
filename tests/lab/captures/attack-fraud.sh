# A phone of ours calls six numbers of a premium range (882) within seconds.
hosts proxy alice
kamailio_start proxy
{ echo SEQUENTIAL; seq 0088213100001 0088213100006 | sed 's/^/00/; s/$/;/'; } >"$LAB_TMP/dialled.csv"
tap
call alice uac-dial proxy -inf "$LAB_TMP/dialled.csv" -m 6 -r 2

# A proxy that is asked OPTIONS each second; after ten answers it is gone.
hosts alice bob
answer bob uas-options -m 10
tap
in_host alice timeout 120 sipp $(sipp_arguments options-once alice) -key me alice -m 60 -r 1 -rp 1000 -l 100 \
    10.9.0.31:5060 >"$LAB_TMP/pings.log" 2>&1 </dev/null || :
PACKED=yes

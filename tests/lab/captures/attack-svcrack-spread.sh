# svcrack from five networks against one user, four passwords each, none is right.
NAMES="mallory1 mallory2 mallory3 mallory4 mallory5"
hosts proxy alice $NAMES
for m in $NAMES; do outside "$m" "198.18.${m#mallory}.66" proxy alice; done
kamailio_start proxy
register alice
tap
for m in $NAMES; do
    seq "${m#mallory}001" "${m#mallory}004" >"$LAB_TMP/words"
    vicious "$m" svcrack -P 5061 -x "198.18.${m#mallory}.66" -u alice -d "$LAB_TMP/words" \
        --domain lab.example 10.9.0.10
done
PACKED=yes

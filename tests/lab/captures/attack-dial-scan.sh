# One national number with six prefixes, then twelve numbers in a row; nobody is there.
hosts proxy mallory
outside mallory 198.18.0.66 proxy
kamailio_start proxy
{
    echo SEQUENTIAL
    for number in 00441904911000 011441904911000 900441904911000 9011441904911000 0441904911000 \
        +441904911000; do echo "$number;"; done
    seq 55501200 55501211 | sed 's/$/;/'
} >"$LAB_TMP/dialled.csv"
tap
LOCAL=198.18.0.66 call mallory uac-dial proxy -inf "$LAB_TMP/dialled.csv" -m 18 -r 3
PACKED=yes

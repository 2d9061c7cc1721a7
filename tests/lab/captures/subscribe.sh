# Alice watches bob: SUBSCRIBE, NOTIFY, a change, a refresh, expiry; then she
# subscribes again and unsubscribes.
hosts proxy alice bob
presence_start
tap
(sleep 0.5 && call bob publish-once proxy -s bob) &
call alice subscribe proxy -s bob
call alice unsubscribe proxy -s bob

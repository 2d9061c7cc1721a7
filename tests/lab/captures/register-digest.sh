# Registration: 401, wrong password 401, stale nonce 401, then 200; refresh; unregister.
hosts proxy alice
kamailio_start proxy -A WITH_SHORT_NONCE
tap
call alice register-digest proxy -auth_uri lab.example

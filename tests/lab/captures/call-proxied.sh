# A call through the proxy: 407, credentials, 100, 180, 200, ACK, BYE by the caller.
hosts proxy alice bob
kamailio_start proxy -A WITH_CHALLENGE
register bob
tap
answer bob uas-call
call alice uac-call-auth proxy -s bob -auth_uri bob@lab.example

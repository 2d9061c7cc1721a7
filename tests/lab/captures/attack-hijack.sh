# Somebody who has alice's password adds a contact of his own from another network, then wipes all.
hosts proxy alice mallory
outside mallory 198.18.0.66 proxy alice
kamailio_start proxy
tap
register alice
sleep 1
ME=alice LOCAL=198.18.0.66 call mallory register proxy -auth_uri lab.example
sleep 1
ME=alice LOCAL=198.18.0.66 call mallory register-wipe proxy -auth_uri lab.example

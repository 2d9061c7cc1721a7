# Bob has two phones: one answers, the proxy cancels the other (200, 487, ACK).
hosts proxy alice bob carol
kamailio_start proxy
register bob
ME=bob call carol register proxy -auth_uri lab.example
tap
answer bob uas-call
ME=bob answer carol uas-ring
call alice uac-call proxy -s bob

# Bob has two phones and both answer: two 200 with different To tags, an ACK for
# each, a BYE for the one too many. The other call is still up at the end.
hosts proxy alice bob carol
kamailio_start proxy
register bob
ME=bob call carol register proxy -auth_uri lab.example
tap
answer bob uas-answer-stay
ME=bob answer carol uas-answer-at-once
call alice uac-fork proxy -s bob

# The caller gives up while it rings: CANCEL and its 200, 487 and its ACK, on two hops.
hosts proxy alice bob
kamailio_start proxy
register bob
tap
answer bob uas-ring
call alice uac-cancel proxy -s bob

# Messages in an INVITE session, both ways; after it a pager MESSAGE without dialog.
hosts proxy alice bob carol
kamailio_start proxy
register bob carol
tap
answer bob uas-im
call alice uac-im proxy -s bob
answer carol uas-pager
call alice uac-pager proxy -s carol

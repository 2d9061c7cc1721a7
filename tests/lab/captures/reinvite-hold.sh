# A call that is put on hold and taken back by re-INVITEs.
hosts proxy alice bob
kamailio_start proxy
register bob
tap
answer bob uas-hold
call alice uac-hold proxy -s bob

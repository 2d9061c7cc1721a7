# Bob publishes his presence: SIP-ETag, refresh, change, remove, and 412 for what is gone.
hosts proxy bob
presence_start
tap
call bob publish proxy -s bob

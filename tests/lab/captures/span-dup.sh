# The tap is on every port of the switch (tcpdump -i any, LINUX_SLL2): each frame
# is seen coming in and going out.
hosts proxy alice bob
kamailio_start proxy
register bob
TAP_IF=any tap
answer bob uas-call
call alice uac-call proxy -s bob

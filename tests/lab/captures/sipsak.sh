# The SIP Swiss army knife (sipsak), as monitoring uses it: a ping of the proxy, a
# registration with digest and a ping of a phone through it. It resolves
# the domain of its URI itself, and there is no DNS: hence the address.
hosts proxy alice bob
kamailio_start proxy
register bob
tap
in_host alice sipsak -s sip:10.9.0.10 >/dev/null
in_host alice sipsak -U -s sip:alice@10.9.0.10 -u alice -a pw-alice -C sip:alice@10.9.0.21 \
    -x 60 >/dev/null
answer bob uas-options
in_host alice sipsak -s sip:bob@10.9.0.10 >/dev/null

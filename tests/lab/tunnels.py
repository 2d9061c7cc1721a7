#!/usr/bin/python3
"""Wrap the UDP frames of a real capture into every encapsulation.

Usage: tunnels.py CAPTURE OUT_DIR [NAME...]; writes OUT_DIR/NAME.pcap
(mixed: .pcapng), prints what it wrote. Headers are scapy's (python3-scapy)
where scapy knows the protocol, else written here after the document named.
The outer ends are 198.51.100.1 and .2 (2001:db8:ffff::1 and ::2): the side of
the capture's first sender is 1. CAPTURE is Ethernet. Exit 77 without scapy.
"""
import struct
import sys

try:
    from scapy.config import conf
    conf.verb = 0
    from scapy.layers.inet import IP, TCP, UDP
    from scapy.layers.inet6 import IPv6
    from scapy.layers.l2 import GRE, CookedLinux, Dot1AD, Dot1Q, Ether, LLC, SNAP
    from scapy.layers.l2tp import L2TP
    from scapy.layers.ppp import HDLC, PPP, PPPoE
    from scapy.layers.vxlan import VXLAN
    from scapy.layers.dot11 import Dot11, Dot11QoS, RadioTap
    from scapy.layers.ipsec import AH, ESP, SecurityAssociation
    from scapy.contrib.erspan import ERSPAN_I, ERSPAN_II, ERSPAN_III, ERSPAN_PlatformSpecific
    from scapy.contrib.etherip import EtherIP
    from scapy.contrib.geneve import GENEVE, GeneveOptions
    from scapy.contrib.gtp import GTP_U_Header, GTPPDUSessionContainer
    from scapy.contrib.macsec import MACsec
    from scapy.contrib.mpls import EoMCW, MPLS
    from scapy.contrib.nsh import NSH
    from scapy.contrib.tzsp import TZSP, TZSPTagEnd, TZSPTagPadding
    from scapy.utils import RawPcapReader
except ImportError as missing:
    print("skipped: %s (Debian: python3-scapy, python3-cryptography)" % missing)
    sys.exit(77)

ETHERNET, RAW_IP = 1, 101
MAC = ("02:00:00:00:01:01", "02:00:00:00:01:02")


class Frame:
    """One frame of the capture: its parts as octets, and which way it goes."""

    def __init__(self, data, first_sender):
        ether = Ether(data)
        self.octets = data
        self.ip = bytes(ether.payload)[:ether.payload.len]
        self.packet = IP(self.ip)
        self.there = self.packet.src == first_sender
        self.number = 0

    def ends(self):
        return (1, 2) if self.there else (2, 1)

    def ether(self, **fields):
        a, b = self.ends()
        return Ether(src=MAC[a - 1], dst=MAC[b - 1], **fields)

    def ip4(self, proto=None, **fields):
        a, b = self.ends()
        if proto is not None:
            fields["proto"] = proto
        return IP(src="198.51.100.%d" % a, dst="198.51.100.%d" % b, id=self.number, **fields)

    def ip6(self, **fields):
        a, b = self.ends()
        return IPv6(src="2001:db8:ffff::%d" % a, dst="2001:db8:ffff::%d" % b, **fields)

    def udp(self, port, payload, source=49152):
        return bytes(self.ether() / self.ip4() / UDP(sport=source, dport=port) / bytes(payload))


def over(frame, *layers):
    """Ethernet, then the layers; octets count as payload."""
    packet = frame.ether()
    for layer in layers:
        packet = packet / layer
    return bytes(packet)


def tagged(frame, ethertype, tag):
    """A tag between the addresses and the EtherType of the original frame."""
    return frame.octets[:12] + struct.pack(">H", ethertype) + tag + frame.octets[12:]


def six(frame):
    """The same datagram over IPv6."""
    a, b = frame.ends()
    packet = frame.packet.copy()
    udp = packet[UDP]
    del udp.chksum
    return bytes(IPv6(src="2001:db8::%d" % a, dst="2001:db8::%d" % b) / udp)


def vlans(frame, *tags):
    packet = frame.ether()
    for kind, number in tags:
        packet = packet / kind(vlan=number)
    return bytes(packet / IP(frame.ip))


def mpls(*labels):
    packet = None
    for i, label in enumerate(labels):
        one = MPLS(label=label, s=int(i == len(labels) - 1), ttl=64)
        packet = packet / one if packet else one
    return bytes(packet)


def labelled(frame, octets):
    return bytes(frame.ether(type=0x8847)) + octets


def esp(frame, way):
    """RFC 4303 with the NULL cipher; way: auth algorithm and key length."""
    a, b = frame.ends()
    association = SecurityAssociation(
        ESP, spi=0x1000 + a, crypt_algo="NULL", auth_algo=way[0], auth_key=b"k" * way[1],
        tunnel_header=frame.ip4() if way[2] else None)
    return over(frame, association.encrypt(IP(frame.ip)))


def wlan(frame, payload, **fields):
    a, b = frame.ends()
    return (Dot11(type=2, subtype=8, FCfield="from-DS", addr1=MAC[b - 1], addr2="02:00:00:00:02:01",
                  addr3=MAC[a - 1], SC=frame.number << 4) / Dot11QoS(**fields) / payload)


def snapped(ip):
    return bytes(LLC(dsap=0xaa, ssap=0xaa, ctrl=3) / SNAP(OUI=0, code=0x0800)) + ip


def amsdu(frame):
    body = snapped(frame.ip)
    one = frame.octets[:12] + struct.pack(">H", len(body)) + body
    other = frame.octets[:12] + struct.pack(">H", 8) + snapped(b"")
    pad = b"\0" * (-len(one) % 4)
    return bytes(RadioTap() / wlan(frame, one + pad + other, A_MSDU_Present=1))


def avs(frame):
    head = struct.pack(">IIQQIIIIIIIIII", 0x80211001, 64, 0, 0, 4, 6, 110, 0, 0, 1, 50, 0, 0, 1)
    return head[:64] + bytes(wlan(frame, snapped(frame.ip)))


def prism(frame):
    head = struct.pack("<II16s", 0x44, 144, b"wlan0") + b"\0" * 120
    return head + bytes(wlan(frame, snapped(frame.ip)))


def erf(frame):
    """Type 2, with one extension header; the length of the record and of the wire."""
    body = b"\0\0" + frame.octets
    return struct.pack("<Q", frame.number << 32) + struct.pack(
        ">BBHHH", 0x82, 4, 24 + len(body), 0, len(frame.octets)) + b"\3" + b"\0" * 7 + body


def nflog(frame):
    def attribute(kind, value):
        return struct.pack("<HH", len(value) + 4, kind) + value + b"\0" * (-len(value) % 4)
    return struct.pack(">BBH", 2, 0, 5) + attribute(1, b"\x08\0\0\0") + attribute(
        10, b"ringside\0") + attribute(9, frame.ip)


def gtp(frame, payload, extended=False):
    teid = 0x1001 if frame.there else 0x2002
    header = GTP_U_Header(teid=teid, gtp_type=255)
    if extended:
        header = GTP_U_Header(teid=teid, gtp_type=255, E=1, S=1, seq=frame.number,
                              next_ex=0x85) / GTPPDUSessionContainer(type=1, QFI=9, NextExtHdr=0)
    packet = bytes(header)
    packet = packet[:2] + struct.pack(">H", len(packet) - 8 + len(payload)) + packet[4:]
    return frame.udp(2152, packet + payload, 2152)


def cooked2(frame):
    """LINKTYPE_LINUX_SLL2: protocol, interface, ARPHRD_ETHER, to us or from us, address."""
    a, _ = frame.ends()
    return struct.pack(">HHIHBB8s", 0x0800, 0, 3, 1, 0 if a == 1 else 4, 6,
                       bytes((2, 0, 0, 0, 1, a, 0, 0))) + frame.ip


def relay(frame):
    return struct.pack(">HH", 0x1841, 0x03cc) + frame.ip


def e_tag(frame):
    return tagged(frame, 0x893f, struct.pack(">HHBB", 0, 0x1000 | (5 if frame.there else 6), 0, 0))


def vn_tag(frame):
    return tagged(frame, 0x8926, struct.pack(">I", 0x80050000 if frame.there else 0x00000005))


def capwap(frame):
    """RFC 5415 4.3: two words of header, radio 1, 802.11 within, native."""
    head = struct.pack(">BBHHH", 0, 2 << 3, 1 << 14 | 1 << 9 | 1 << 8, 0, 0)
    return frame.udp(5247, head + bytes(wlan(frame, snapped(frame.ip))))


def wlan_parts(frame):
    """A frame in three numbered fragments."""
    body = snapped(frame.ip)
    third = (len(body) // 3 + 2) & ~1
    parts = [body[at:at + third] for at in range(0, len(body), third)]
    heads = [wlan(frame, b"") for _ in parts]
    for number, head in enumerate(heads):
        head.SC = frame.number << 4 | number
        if number < len(parts) - 1:
            head.FCfield = "from-DS+MF"
    return [bytes(head) + part for head, part in zip(heads, parts)]


def capwap_parts(frame):
    """A radio's frame in fragments of 160 octets, the last one first."""
    inner = bytes(wlan(frame, snapped(frame.ip)))
    out = []
    for at in range(0, len(inner), 160):
        flags = 1 << 14 | 1 << 9 | 1 << 8 | 0x80 | (0x40 if at + 160 >= len(inner) else 0)
        head = struct.pack(">BBHHH", 0, 2 << 3, flags, frame.number, at)
        out.append(frame.udp(5247, head + inner[at:at + 160]))
    return out[::-1]


def teredo(frame):
    origin = struct.pack(">HH4B", 0, 0xffff - 5060, *(255 - n for n in (203, 0, 113, 5)))
    return frame.udp(3544, origin + six(frame)) if frame.there else bytes(
        frame.ether() / frame.ip4() / UDP(sport=3544, dport=49152) / six(frame))


def three_mobile(frame):
    """PPPoE, MPLS in IP, GTP-U with its extension."""
    user = Ether(gtp(frame, frame.ip, True)).payload
    inner = frame.ip4(137) / mpls(300) / bytes(user)
    return over(frame, PPPoE(sessionid=77) / PPP(proto=0x21), inner)


def three_data_centre(frame):
    """Two VLAN tags, GRE with a key, VXLAN, GENEVE with Ethernet."""
    geneve = Ether(frame.udp(6081, GENEVE(vni=33, proto=0x6558) / frame.octets)).payload
    vxlan = frame.ip4() / UDP(sport=49152, dport=4789) / VXLAN(vni=22, flags=8) / bytes(
        frame.ether() / geneve)
    return over(frame, Dot1AD(vlan=100), Dot1Q(vlan=200), frame.ip4(47),
                GRE(key_present=1, key=11, proto=0x0800), vxlan)


def three_mirrored(frame):
    """A NULL-encrypted phone behind GTP-U, on a mirror port over ERSPAN III."""
    user = Ether(gtp(frame, bytes(Ether(esp(frame, ("HMAC-SHA1-96", 20, False))).payload))).payload
    return over(frame, frame.ip4(47),
                GRE(seqnum_present=1, seqence_number=frame.number, proto=0x22eb),
                ERSPAN_III(ver=2, session_id=7), bytes(frame.ether() / user))


KINDS = {
    "plain": (ETHERNET, lambda f: f.octets),
    "plain-ipv6": (ETHERNET, lambda f: bytes(f.ether(type=0x86dd)) + six(f)),
    "qinq": (ETHERNET, lambda f: vlans(f, (Dot1Q, 100), (Dot1Q, 200), (Dot1Q, 300))),
    "802.1ad": (ETHERNET, lambda f: vlans(f, (Dot1AD, 100), (Dot1Q, 200))),
    "mpls": (ETHERNET, lambda f: labelled(f, mpls(100, 16 if f.there else 17) + f.ip)),
    "mpls-control-word": (ETHERNET, lambda f: labelled(f, mpls(300) + bytes(EoMCW()) + f.octets)),
    "mpls-ethernet": (ETHERNET, lambda f: labelled(f, mpls(300) + f.octets)),
    "mpls-in-ip": (ETHERNET, lambda f: over(f, f.ip4(137), mpls(300), f.ip)),
    "mpls-in-udp": (ETHERNET, lambda f: f.udp(6635, mpls(300) + f.ip)),
    "pppoe": (ETHERNET, lambda f: over(f, PPPoE(sessionid=9) / PPP(proto=0x21), f.ip)),
    "gre": (ETHERNET, lambda f: over(f, f.ip4(47), GRE(proto=0x0800), f.ip)),
    "gre-key": (ETHERNET, lambda f: over(
        f, f.ip4(47), GRE(key_present=1, key=5, seqnum_present=1, seqence_number=f.number,
                          chksum_present=1, proto=0x0800), f.ip)),
    "gre-ipv6": (ETHERNET, lambda f: over(f, f.ip6(nh=47), GRE(proto=0x86dd), six(f))),
    "nvgre": (ETHERNET, lambda f: over(
        f, f.ip4(47), GRE(key_present=1, key=0x123400 | f.number & 255, proto=0x6558), f.octets)),
    "gre-ppp": (ETHERNET, lambda f: over(
        f, f.ip4(47), struct.pack(">HHHHI", 0x3001, 0x880b, len(f.ip) + 2, 7, f.number),
        b"\0\x21", f.ip)),
    "erspan1": (ETHERNET, lambda f: over(f, f.ip4(47), GRE(proto=0x88be), f.octets)),
    "erspan2": (ETHERNET, lambda f: over(
        f, f.ip4(47), GRE(seqnum_present=1, seqence_number=f.number, proto=0x88be),
        ERSPAN_II(ver=1, session_id=6), f.octets)),
    "erspan3": (ETHERNET, lambda f: over(
        f, f.ip4(47), GRE(seqnum_present=1, seqence_number=f.number, proto=0x22eb),
        ERSPAN_III(ver=2, session_id=7, o=1) / ERSPAN_PlatformSpecific(platf_id=3), f.octets)),
    "vxlan": (ETHERNET, lambda f: f.udp(4789, VXLAN(vni=42, flags=8) / f.octets)),
    "vxlan-gpe": (ETHERNET, lambda f: f.udp(
        4790, struct.pack(">BHBI", 0x0c, 0, 1, 42 << 8) + f.ip)),
    "nsh": (ETHERNET, lambda f: f.udp(
        4790, struct.pack(">BHBI", 0x0c, 0, 4, 42 << 8) +
        bytes(NSH(mdtype=1, spi=12, si=255, nextproto=1)) + f.ip)),
    "geneve": (ETHERNET, lambda f: f.udp(
        6081, GENEVE(vni=33, proto=0x6558,
                     options=GeneveOptions(classid=0x0102, type=1, data=b"option..")) / f.octets)),
    "gtp-u": (ETHERNET, lambda f: gtp(f, f.ip)),
    "gtp-u-extension": (ETHERNET, lambda f: gtp(f, six(f), True)),
    "ipip": (ETHERNET, lambda f: over(f, f.ip4(4), f.ip)),
    "6in4": (ETHERNET, lambda f: over(f, f.ip4(41), six(f))),
    "4in6": (ETHERNET, lambda f: over(f, f.ip6(nh=4), f.ip)),
    "6in6": (ETHERNET, lambda f: over(f, f.ip6(nh=41), six(f))),
    "teredo": (ETHERNET, teredo),
    "etherip": (ETHERNET, lambda f: over(f, f.ip4(97), EtherIP(), f.octets)),
    "l2tp": (ETHERNET, lambda f: f.udp(
        1701, struct.pack(">HHHH", 0x4002, len(f.ip) + 12, 3, 4) + b"\xff\3\0\x21" + f.ip, 1701)),
    "l2tpv3": (ETHERNET, lambda f: over(
        f, f.ip4(115), struct.pack(">I8s", 0x1234 if f.there else 0x4321, b"a cookie"), f.octets)),
    "l2tpv3-udp": (ETHERNET, lambda f: f.udp(
        1701, struct.pack(">HHI", 3, 0, 0x1234 if f.there else 0x4321) + f.octets, 1701)),
    "tzsp": (ETHERNET, lambda f: f.udp(
        37008, TZSP(type=0, encapsulated_protocol=1) / TZSPTagPadding() / TZSPTagEnd() / f.octets)),
    "hperm": (ETHERNET, lambda f: f.udp(7932, b"\0" * 8 + struct.pack(">I", 100 << 8) + f.octets)),
    "capwap": (ETHERNET, capwap),
    "vn-tag": (ETHERNET, vn_tag),
    "e-tag": (ETHERNET, e_tag),
    "cisco-metadata": (ETHERNET, lambda f: tagged(f, 0x8909, struct.pack(">BBHH", 1, 1, 1, 99))),
    "pbb": (ETHERNET, lambda f: bytes(f.ether(type=0x88e7)) + struct.pack(">I", 0x777) + f.octets),
    "macsec": (ETHERNET, lambda f: bytes(f.ether(type=0x88e5)) + struct.pack(
        ">BBIQ", 0x20, 0, f.number, 0x0200000001010001) + f.octets[12:] + b"I" * 16),
    "ah": (ETHERNET, lambda f: over(
        f, f.ip4(51), AH(nh=4, payloadlen=4, spi=5, seq=f.number, icv=b"i" * 12), f.ip)),
    "esp-null": (ETHERNET, lambda f: esp(f, ("HMAC-SHA1-96", 20, False))),
    "esp-null-sha2": (ETHERNET, lambda f: esp(f, ("SHA2-256-128", 32, True))),
    "sll": (113, lambda f: bytes(CookedLinux(
        pkttype=0 if f.there else 4, lladdrtype=1, lladdrlen=6,
        src=bytes((2, 0, 0, 0, 1, 1 if f.there else 2)), proto=0x0800)) + f.ip),
    "sll2": (276, cooked2),
    "null": (0, lambda f: struct.pack("<I", 2) + f.ip),
    "loop": (108, lambda f: struct.pack(">I", 2) + f.ip),
    "raw": (RAW_IP, lambda f: f.ip),
    "ppp": (9, lambda f: bytes(HDLC() / PPP(proto=0x21)) + f.ip),
    "ppp-serial": (50, lambda f: bytes(HDLC() / PPP(proto=0x21)) + f.ip),
    "ppp-ether": (51, lambda f: bytes(PPPoE(sessionid=9) / PPP(proto=0x21) / f.ip)),
    "ppp-direction": (204, lambda f: bytes((f.there,)) + b"\xff\3\0\x21" + f.ip),
    "cisco-hdlc": (104, lambda f: b"\x0f\0\x08\0" + f.ip),
    "frame-relay": (107, relay),
    "erf": (197, erf),
    "wlan": (105, lambda f: bytes(wlan(f, snapped(f.ip)))),
    "radiotap": (127, lambda f: bytes(RadioTap() / wlan(f, snapped(f.ip)))),
    "a-msdu": (127, amsdu),
    "wlan-fragments": (105, wlan_parts),
    "capwap-fragments": (ETHERNET, capwap_parts),
    "prism": (119, prism),
    "avs": (163, avs),
    "nflog": (239, nflog),
    "three-mobile": (ETHERNET, three_mobile),
    "three-data-centre": (ETHERNET, three_data_centre),
    "three-mirrored": (ETHERNET, three_mirrored),
}

# Interfaces of one pcapng, frames in turn.
MIXED = ["raw", "sll2", "vxlan", "radiotap", "null"]


def read(path):
    frames, first = [], None
    for data, meta in RawPcapReader(path):
        packet = Ether(data)
        if IP not in packet or UDP not in packet:
            continue
        first = first or packet[IP].src
        frame = Frame(data, first)
        frame.number, frame.sec, frame.usec = len(frames) + 1, meta.sec, meta.usec
        frames.append(frame)
    return frames


def write_pcap(path, link, records):
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, link))
        for frame, data in records:
            f.write(struct.pack("<IIII", frame.sec, frame.usec, len(data), len(data)) + data)


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def write_mixed(path, frames):
    with open(path, "wb") as f:
        f.write(block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1)))
        for name in MIXED:
            f.write(block(1, struct.pack("<HHI", KINDS[name][0], 0, 262144)))
        for i, frame in enumerate(frames):
            data = KINDS[MIXED[i % len(MIXED)]][1](frame)
            time = frame.sec * 1000000 + frame.usec
            f.write(block(6, struct.pack("<IIIII", i % len(MIXED), time >> 32, time & 0xffffffff,
                                         len(data), len(data)) + data))


def parts_of(made):
    return made if isinstance(made, list) else [made]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    frames = read(sys.argv[1])
    for name in sys.argv[3:] or list(KINDS) + ["mixed"]:
        path = "%s/%s.pcap%s" % (sys.argv[2], name, "ng" if name == "mixed" else "")
        if name == "mixed":
            write_mixed(path, frames)
        else:
            link, wrap = KINDS[name]
            write_pcap(path, link, [(frame, part) for frame in frames
                                    for part in parts_of(wrap(frame))])
        print(path)


if __name__ == "__main__":
    main()

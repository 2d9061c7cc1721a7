#!/usr/bin/env python3
"""One call in every encapsulation is one call.

Usage: tunnels.py RINGSIDE FOLDER [GOLDEN] [--tshark]. FOLDER holds what
tests/lab/tunnels.py makes. Each capture's ladders, messages, dialogs and alerts
are those of plain.pcap (plain-ipv6.pcap where the packet inside is IPv6). How
many messages and alerts there are and which tunnels they name stands in GOLDEN,
a line a capture; RS_UPDATE=1 writes it. --tshark: it finds as many messages.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

INSIDE_IPV6 = ("plain-ipv6", "gre-ipv6", "gtp-u-extension", "6in4", "6in6", "teredo")

# tshark reads these alone: 802.11 in CAPWAP as the standard has it, ports and
# cookies that both ends have agreed on. It takes the first octets of Ethernet in
# MPLS for a control word.
TSHARK = ["-o", "esp.enable_null_encryption_decode_heuristic:TRUE", "-o", "capwap.swap_fc:FALSE",
          "-d", "udp.port==7932,hp_erm", "-d", "l2tp.pw_type==0,eth", "-o",
          "l2tp.l2_specific:None", "-o", "l2tp.cookie_size:"]
TSHARK_WRONG = ("mpls-ethernet",)


def run(ringside, path, *options):
    """What it says of a copy that has the same name as all others."""
    with tempfile.TemporaryDirectory() as folder:
        with open(path, "rb") as source, open(folder + "/capture", "wb") as copy:
            copy.write(source.read())
        done = subprocess.run([ringside, "-r", "capture"] + list(options), cwd=folder,
                              capture_output=True, text=True)
    if done.returncode:
        raise SystemExit("%s: status %d: %s" % (path, done.returncode, done.stderr))
    return done.stdout


def said(ringside, path):
    return (run(ringside, path, "-o", "ladder"),
            run(ringside, path, "-o", "text", "--log", "alert,message,transaction,dialog"))


def unnumbered(text):
    """Fragments are frames too: other numbers, else the same."""
    text = re.sub(r"frames? \d+(?:(?:, | and | to )\d+(?![\d.]))* *", "frame", text)
    text = re.sub(r" +│", " │", text)
    return re.sub(r"^ *\d+(?= +\d)", "frame", text, flags=re.M)


def level_text(level):
    text = level["kind"]
    if "id" in level:
        text += " %d" % level["id"]
    if "src_ip" in level:
        text += " %s>%s" % (level["src_ip"], level["dest_ip"])
    return text


def facts(ringside, path):
    """messages, alerts, VLANs, tunnels (each set of them once)."""
    records = [json.loads(line) for line in run(
        ringside, path, "-o", "eve", "--log", "alert,message,dialog").splitlines()]
    stacks, vlans = set(), set()
    for record in records:
        levels = record["ringside"].get("tunnels", [])
        stacks.add(" / ".join(level_text(one) for one in levels) or "-")
        vlans.add(",".join(str(v) for v in record.get("vlan", [])) or "-")
        outer = [one for one in levels if "src_ip" in one]
        if bool(outer) != ("tunnel" in record):
            raise SystemExit("%s: tunnel{} and tunnels[] disagree" % path)
        if outer and (record["tunnel"]["depth"] != len(outer) or
                      record["tunnel"]["src_ip"] != outer[0]["src_ip"]):
            raise SystemExit("%s: tunnel{} is not the outermost" % path)
    kinds = [record["event_type"] for record in records]
    return "%d messages\t%d alerts\tvlan %s\t%s" % (
        kinds.count("sip"), kinds.count("alert"), " | ".join(sorted(vlans)),
        " | ".join(sorted(stacks)))


def tshark_count(path, name):
    options = TSHARK[:-1] + [TSHARK[-1] + ("8 Byte Cookie" if name == "l2tpv3" else "None")]
    out = subprocess.run(["tshark", "-n", "-r", path] + options + ["-Y", "sip"],
                         capture_output=True, text=True)
    return len(out.stdout.splitlines())


def main():
    arguments = [a for a in sys.argv[1:] if a != "--tshark"]
    ringside, folder = arguments[:2]
    golden = arguments[2] if len(arguments) > 2 else None
    lines, failures = [], 0
    plain = {six: said(ringside, "%s/plain%s.pcap" % (folder, "-ipv6" if six else ""))
             for six in (False, True)}
    for name in sorted(os.listdir(folder)):
        path, bare = folder + "/" + name, name.rsplit(".", 1)[0]
        for what, mine, wanted in zip(("ladders", "records"), said(ringside, path),
                                      plain[bare in INSIDE_IPV6]):
            if "-fragments" in name:
                mine, wanted = unnumbered(mine), unnumbered(wanted)
            if mine != wanted:
                failures += 1
                print("FAILED: %s: other %s than the plain packets" % (name, what))
        line = facts(ringside, path)
        lines.append("%s\t%s\n" % (bare, line))
        if "--tshark" in sys.argv and bare not in TSHARK_WRONG:
            found = tshark_count(path, bare)
            if found != int(line.split()[0]):
                failures += 1
                print("FAILED: %s: %s, tshark finds %d" % (name, line.split("\t")[0], found))
    if golden and os.environ.get("RS_UPDATE"):
        with open(golden, "w") as f:
            f.writelines(lines)
    if golden:
        with open(golden) as f:
            before = f.readlines()
        for line in sorted(set(before) ^ set(lines)):
            failures += 1
            print("FAILED: %s %s" % ("-" if line in before else "+", line.rstrip()))
    print("%d captures, %d failures" % (len(lines), failures))
    return 1 if failures or len(lines) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())

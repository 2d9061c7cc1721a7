# Under --memory 64M a flood of INVITEs that nobody answers evicts its own: every
# call that was confirmed before it is still known behind it, the finding says
# that a table is full, and the program takes no more than it may.
#
#     sh tests/sensor/flood.sh RINGSIDE SOURCE_DIR BINARY_DIR [INVITES [CALLS]]
set -eu

ringside=$1
invites=${4:-150000} calls=${5:-1000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

python3 - "$dir/flood.pcap" "$invites" "$calls" <<'END'
import struct, sys

path, invites, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
out = open(path, "wb", 1 << 20)
out.write(struct.pack("<IHHIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
now = 1_700_000_000_000_000

def packet(src, dst, text):
    global now
    data = text.replace("\n", "\r\n").encode()
    udp = struct.pack(">HHHH", 5060, 5060, 8 + len(data), 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(data), 0, 0, 64, 17, 0,
                     bytes(src), bytes(dst))
    octets = ip + udp + data
    out.write(struct.pack("<IIII", now // 10**6, now % 10**6, len(octets), len(octets)) + octets)
    now += 50

A, B, C = (10, 0, 0, 1), (10, 0, 0, 2), (198, 51, 100, 9)

def message(first, call, cseq, method, to_tag, user="a"):
    return (f"{first}\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK-{call}-{cseq}-{method[0]}\n"
            f"From: <sip:{user}@x.example>;tag=f{call}\nTo: <sip:b@y.example>{to_tag}\n"
            f"Call-ID: {call}@x.example\nCSeq: {cseq} {method}\n"
            f"Contact: <sip:{user}@10.0.0.1>\nMax-Forwards: 70\nContent-Length: 0\n\n")

def request(method, call, cseq, to_tag, user="a"):
    return message(f"{method} sip:b@10.0.0.2 SIP/2.0", call, cseq, method, to_tag, user)

for n in range(calls):
    tag = f";tag=t{n}"
    packet(A, B, request("INVITE", f"c{n}", 1, ""))
    packet(B, A, message("SIP/2.0 200 OK", f"c{n}", 1, "INVITE", tag))
    packet(A, B, request("ACK", f"c{n}", 1, tag))
now += 40_000_000
for n in range(invites):
    other = (198, 18, n >> 8 & 255, n & 255) # of 32,768 sources
    packet(other if n & 1 else C, B, request("INVITE", f"flood{n}", 1, "", "x"))
for n in range(calls):
    tag = f";tag=t{n}"
    packet(A, B, request("BYE", f"c{n}", 2, tag))
    packet(B, A, message("SIP/2.0 200 OK", f"c{n}", 2, "BYE", tag))
END

python3 - "$ringside" "$dir" "$calls" <<'END'
import json, resource, subprocess, sys

ringside, dir, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
for workers in "1", "2":
    eve = f"{dir}/eve{workers}"
    subprocess.run([ringside, "--workers", workers, "--memory", "64M", "-r", f"{dir}/flood.pcap",
                    "-o", f"eve:{eve}", "--log", "alert,dialog,stats"], check=True)
    mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    ended = full = 0
    stats = {}
    for line in open(eve):
        r = json.loads(line)
        d = r["ringside"]
        if r["event_type"] == "sip_dialog" and d["call_id"].startswith("c"):
            ended += d["state"] == "terminated" and d.get("end") == "caller-bye" and "partial" not in d
        full += d.get("finding") == "C902" and d["evidence"]["subkind"] == "table_full"
        if r["event_type"] == "stats" and "messages" in d:
            stats = d
    print(f"workers {workers}: {ended} of {calls} calls known to their end, "
          f"{stats.get('evicted_transactions', 0)} transactions evicted, {full} times told, "
          f"{mib:.0f} MiB")
    assert ended == calls, "calls that were confirmed before the flood were forgotten"
    assert stats["evicted_transactions"] > 10000, "no table was ever full: the test shows nothing"
    assert full, "nobody is told that a table is full"
    # A sanitizer has memory of its own.
    assert mib < 64 or b"__asan" in open(ringside, "rb").read(), "more than --memory allows"
assert open(f"{dir}/eve1").read() == open(f"{dir}/eve2").read(), "workers differ"
END

"""What soak.sh tells; in its network namespace, with the pair tap, peer.

Usage: soak.py RINGSIDE DIRECTORY (with mix.pcap, flood.pcap)
It fails when memory is not flat: when it grows by more than a tenth between a third of the
time and the flood, or is more than a quarter above that at the end; when frames do not add
up; when a call that was confirmed before the flood is not told with its BYE behind it.
"""
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time

CALLS = 500
ringside, scratch = sys.argv[1:3]
minutes = float(os.environ["MINUTES"])
eve = scratch + "/eve"


def packet(src, dst, text):
    data = text.replace("\n", "\r\n").encode()
    udp = struct.pack(">HHHH", 5060, 5060, 8 + len(data), 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(data), 0, 0, 64, 17, 0, bytes(src),
                     bytes(dst))
    return bytes([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0]) + ip + udp + data


def message(first, call, cseq, method, to_tag):
    return (f"{first}\nVia: SIP/2.0/UDP 10.77.0.1;branch=z9hG4bK-{call}-{cseq}-{method[0]}\n"
            f"From: <sip:a@x.example>;tag=f{call}\nTo: <sip:b@y.example>{to_tag}\n"
            f"Call-ID: {call}\nCSeq: {cseq} {method}\nContact: <sip:a@10.77.0.1>\n"
            f"Max-Forwards: 70\nContent-Length: 0\n\n")


A, B = (10, 77, 0, 1), (10, 77, 0, 2)


def request(n, method, cseq, to_tag):
    return packet(A, B, message(f"{method} sip:b@10.77.0.2 SIP/2.0", f"kept{n}", cseq, method, to_tag))


def ok(n, method, cseq):
    return packet(B, A, message("SIP/2.0 200 OK", f"kept{n}", cseq, method, f";tag=t{n}"))


def begin_calls(out):
    for n in range(CALLS):
        for octets in (request(n, "INVITE", 1, ""), ok(n, "INVITE", 1),
                       request(n, "ACK", 1, f";tag=t{n}")):
            out.send(octets)
            time.sleep(0.0005)


def end_calls(out):
    for n in range(CALLS):
        for octets in (request(n, "BYE", 2, f";tag=t{n}"), ok(n, "BYE", 2)):
            out.send(octets)
            time.sleep(0.0005)


def play(name, pps):
    return subprocess.Popen(["tcpreplay", "-q", "-i", "peer", "--pps", pps, f"{scratch}/{name}.pcap"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rss_mib(pid):
    try:
        with open(f"/proc/{pid}/status") as f:
            for line in f:
                if line.startswith("VmRSS"):
                    return int(line.split()[1]) / 1024
    except FileNotFoundError:
        pass
    sys.exit("soak: the sensor is gone")


def watch(sensor):
    """A sample a second: (share of the time, MiB)."""
    log = open(os.environ.get("SOAK_LOG", "/dev/null"), "w")
    out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    out.bind(("peer", 0))
    todo = [(0.35, lambda: begin_calls(out)), (0.45, lambda: players.append(play("flood", os.environ["FLOOD_PPS"]))),
            (0.8, lambda: end_calls(out))]
    players, samples, begin = [play("mix", os.environ["PPS"])], [], time.monotonic()
    while (share := (time.monotonic() - begin) / (minutes * 60)) < 1:
        while todo and share >= todo[0][0]:
            todo.pop(0)[1]()
        samples.append((share, rss_mib(sensor.pid)))
        print("%.3f %.1f" % samples[-1], file=log, flush=True)
        time.sleep(min(1, minutes * 60 / 200))
    for p in players:
        p.terminate()
        p.wait()
    return samples


def told():
    """The last statistics, how many dialogs, and the ends of the calls that were kept."""
    last, dialogs, ends = None, 0, {}
    with open(eve) as f:
        for line in f:
            r = json.loads(line)
            if r["event_type"] == "sip_dialog":
                dialogs += 1
                call = r["ringside"].get("call_id", "")
                if call.startswith("kept"):
                    ends[call] = (r["ringside"].get("end"), "confirmed_in" in r["ringside"])
            elif "frames" in r["ringside"]:
                last = r
    return last, dialogs, ends


def main():
    sensor = subprocess.Popen([ringside, "-i", "tap", "--memory", os.environ.get("SOAK_MEMORY", "256M"),
                               "-o", "eve:" + eve, "--log", "dialog,stats", "--stats-interval", "5"])
    time.sleep(1)
    samples = watch(sensor)
    time.sleep(1)
    sensor.send_signal(signal.SIGTERM)
    status = sensor.wait(120)
    last, dialogs, ends = told()
    f, drops = last["ringside"]["frames"], last["stats"]["capture"]["kernel_drops"]
    kept = sum(e == ("caller-bye", True) for e in ends.values())

    def most(first, behind):
        return max(m for s, m in samples if first <= s < behind)
    warm, before, flood, end = most(0.25, 0.34), most(0.34, 0.45), most(0.45, 0.6), most(0.95, 1)
    print(f"{minutes:g} minutes: {f['read']} frames, {last['ringside']['messages']} messages, {drops} "
          f"dropped by the kernel, {dialogs} dialogs told; exit status {status}")
    print(f"resident: {warm:.0f} MiB at a third, {before:.0f} before the flood, {flood:.0f} in it, "
          f"{most(0.7, 0.8):.0f} at three quarters, {end:.0f} at the end")
    print(f"calls confirmed before the flood and told with their BYE behind it: {kept} of {CALLS}")
    good = (status == 0 and f["read"] == f["analysed"] + f["not_sip"] + f["dropped"] and dialogs and
            before <= warm * 1.1 + 2 and end <= before * 1.25 + 2 and (kept == CALLS or drops))
    print("soak: " + ("in order" if good else "FAILED"))
    return 0 if good else 1


sys.exit(main())

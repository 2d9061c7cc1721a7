"""What live.sh tells; runs in network and mount namespaces of its own."""
import json
import os
import resource
import signal
import subprocess
import sys
import time

ringside, source, scratch = (os.environ[n] for n in ("RINGSIDE", "SOURCE", "DIR"))
TICKS = os.sysconf("SC_CLK_TCK")
SLOW = 10 if os.path.exists(ringside) and b"__asan" in open(ringside, "rb").read() else 1


def run(*command, **kw):
    return subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, **kw)


def replay(name="no-ack.pcap", *more):
    run("tcpreplay", "-q", "-i", "peer", *more, f"{source}/pcaps/{name}")


def start(*arguments, **kw):
    p = subprocess.Popen([ringside, "-i", "tap", *arguments], stderr=open(f"{scratch}/err", "w"),
                         **kw)
    time.sleep(0.6 * SLOW)
    assert p.poll() is None, open(f"{scratch}/err").read()
    return p


def stop(p, status=(0,)):
    p.send_signal(signal.SIGTERM)
    p.wait(20)
    err = open(f"{scratch}/err").read()
    assert p.returncode in status, (p.returncode, err)
    assert "internal error" not in err, err
    return err


def records(path):
    return [json.loads(line) for line in open(path)]


def check_sum(path):
    last = [r["ringside"] for r in records(path) if r["event_type"] == "stats"
            and "frames" in r["ringside"]][-1]
    f = last["frames"]
    assert f["read"] == f["analysed"] + f["not_sip"] + f["dropped"], f
    return last


def cpu_s(p):
    total = 0
    for task in os.listdir(f"/proc/{p.pid}/task"):
        words = open(f"/proc/{p.pid}/task/{task}/schedstat").read().split()
        total += int(words[0])
    return total / 1e9


def malformed(cseq):
    """One datagram with a fault that is told at once."""
    return (f"OPTIONS sip:b@10.99.0.2 SIP/2.0\r\nVia: SIP/2.0/UDP 10.99.0.1;branch=z9hG4bK{cseq}\r\n"
            f"From: <sip:a@x.example>;tag=1\r\nTo: <sip:b@x.example>\r\nCall-ID: live{cseq}\r\n"
            f"CSeq: {cseq} INVITE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n").encode()


def latency(workers):
    import socket
    out = f"{scratch}/latency"
    open(out, "w").close()
    p = start("--workers", workers, "-o", f"eve:{out}", "--log", "alert")
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, 25, b"peer\0")  # SO_BINDTODEVICE
    delays = []
    for n in range(1, 8):
        size = os.path.getsize(out)
        begin = time.monotonic()
        # Another source each time: a fault is told once a minute of one source.
        s.close()
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((f"10.99.0.{n}", 0))
        s.sendto(malformed(n), ("10.99.0.200", 5060))
        while os.path.getsize(out) == size and time.monotonic() - begin < 5:
            time.sleep(0.001)
        assert os.path.getsize(out) > size, "no alert"
        delays.append((time.monotonic() - begin) * 1000)
        time.sleep(0.05)
    s.close()
    stop(p)
    delays.sort()
    print(f"workers {workers}: packet to alert {delays[0]:.0f} to {delays[-1]:.0f} ms, "
          f"median {delays[len(delays) // 2]:.0f}")
    # The median: the machine may have others to serve just then.
    assert delays[len(delays) // 2] < 100 * SLOW, delays


def idle(workers):
    seconds = float(os.environ.get("LIVE_IDLE_S", "10"))
    p = start("--workers", workers, "-o", "eve:/dev/null")
    before = cpu_s(p)
    time.sleep(seconds)
    used = cpu_s(p) - before
    stop(p)
    print(f"workers {workers}: idle for {seconds:.0f} s: {used * 1000:.1f} ms of CPU, "
          f"{used / seconds * 100:.3f} %")
    assert used < 0.002 * seconds * SLOW, "a silent link costs CPU"


def down_and_up(workers):
    out = f"{scratch}/down"
    p = start("--workers", workers, "-o", f"eve:{out}", "--log", "message,stats")
    replay()
    time.sleep(0.3 * SLOW)
    run("ip", "link", "set", "tap", "down")
    time.sleep(1.5)
    assert p.poll() is None, open(f"{scratch}/err").read()
    run("ip", "link", "set", "tap", "up")
    time.sleep(0.5)
    replay("cancel.pcap")
    time.sleep(0.5 * SLOW)
    stop(p)
    calls = {r["ringside"]["call_id"] for r in records(out) if r["event_type"] == "sip"}
    check_sum(out)
    os.remove(out)
    print(f"workers {workers}: down and up: {len(calls)} calls from both sides of it")
    assert any("no-ack" in c for c in calls) and any("cancel" in c for c in calls), calls


def blocked_pipe(workers):
    """A reader that never reads, and beside it a file that gets everything."""
    out = f"{scratch}/beside"
    read, write = os.pipe()
    p = start("--workers", workers, "-o", "eve:-", "-o", f"eve:{out}", "--log", "message,stats",
              "--stats-interval", "1", stdout=write)
    os.close(write)
    replay("cancel.pcap", "--loop=400", "--topspeed")
    time.sleep(1.5 * SLOW)
    begun = time.monotonic()
    stop(p, (3,))  # the pipe's output failed: said, and nothing else did
    took = time.monotonic() - begun
    last = check_sum(out)
    messages = sum(r["event_type"] == "sip" for r in records(out))
    os.close(read)
    print(f"workers {workers}: blocked pipe: {messages} of {last['messages']} messages beside it, "
          f"{last.get('results_lost', 0)} records left out, ended in {took:.1f} s")
    os.remove(out)
    assert messages == last["messages"] >= 4000, "the pipe stopped the file"
    assert took < 10


def full_disk(workers):
    """A file system of 256 kB that fills, and gets room again."""
    small = f"{scratch}/small"
    os.makedirs(small, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small)
    out, beside = f"{small}/eve", f"{scratch}/beside"
    with open(f"{small}/ballast", "wb") as f:
        f.write(b"x" * 200_000)
    p = start("--workers", workers, "-o", f"eve:{out}", "-o", f"eve:{beside}", "--log",
              "message,stats", "--stats-interval", "1")
    replay("cancel.pcap", "--loop=20", "--topspeed")
    time.sleep(1 * SLOW)
    assert p.poll() is None, open(f"{scratch}/err").read()
    full = os.path.getsize(out)
    os.remove(f"{small}/ballast")
    replay("no-ack.pcap", "--pps=50", "--limit=3")
    time.sleep(1 * SLOW)
    stop(p, (0, 3))
    lines = open(out, "rb").read().split(b"\n")
    for line in lines[:-1]:
        json.loads(line)  # no record is torn
    last = check_sum(beside)
    messages = sum(r["event_type"] == "sip" for r in records(beside))
    print(f"workers {workers}: full disk: {full} octets, then {os.path.getsize(out)} with room; "
          f"{messages} of {last['messages']} messages beside it")
    assert os.path.getsize(out) > full, "it did not go on when there was room"
    assert messages == last["messages"]
    os.remove(beside)
    run("umount", small)


def main():
    run("mount", "--make-rprivate", "/")
    run("ip", "link", "add", "tap", "type", "veth", "peer", "name", "peer")
    for name in "lo", "tap", "peer":
        run("ip", "link", "set", name, "up")
    run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
    for n in range(1, 8):
        run("ip", "addr", "add", f"10.99.0.{n}/24", "dev", "peer")
    run("ip", "neigh", "add", "10.99.0.200", "lladdr", "02:00:00:00:00:02", "dev", "peer")
    time.sleep(0.5)
    for workers in "1", "2":
        latency(workers)
        idle(workers)
        down_and_up(workers)
        blocked_pipe(workers)
        full_disk(workers)
    return 0


sys.exit(main())

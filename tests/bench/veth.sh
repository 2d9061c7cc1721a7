# Replay over a veth pair at rising rates: what the kernel dropped of ringside's
# packets, and of tcpdump's that writes to /dev/null, side by side.
#
#     sh tests/bench/veth.sh FILE.pcap [RINGSIDE [PPS ...]]      (root; PPS: a number, or top)
set -eu

file=$1
source=$(cd "$(dirname "$0")/../.." && pwd)
ringside=${2:-$source/build/release/sensor/ringside}
[ $# -gt 2 ] && shift 2 || set -- 20000 50000 100000 200000 300000 400000
for tool in ip tcpreplay tcpdump python3; do
    command -v $tool >/dev/null || { echo "veth: $tool is missing"; exit 77; }
done
net=rsveth-$$
ip netns add "$net" # with its own /sys, where libpcap looks for what the interface dropped
trap 'ip netns del "$net"' EXIT INT TERM
FILE=$file RINGSIDE=$ringside RATES="$*" ip netns exec "$net" python3 -B - <<'END'
import json, os, re, signal, subprocess, time

file, ringside = os.environ["FILE"], os.environ["RINGSIDE"]
for command in ("ip link add tap type veth peer name peer", "ip link set tap up",
                "ip link set peer up", "sysctl -qw net.ipv6.conf.all.disable_ipv6=1"):
    subprocess.run(command.split(), check=True)

def replay(pps):
    rate = ["--topspeed"] if pps == "top" else ["--pps", pps]
    text = subprocess.run(["tcpreplay", "-q", "-i", "peer", "--preload-pcap", *rate, file],
                          capture_output=True, text=True).stdout
    sent = re.search(r"Actual: (\d+) packets.*? in ([\d.]+) seconds", text, re.S)
    return int(sent[1]), float(sent[2])

def stop(p):
    time.sleep(0.5)
    p.send_signal(signal.SIGINT)
    return p.communicate(timeout=60)

print("| packets/s asked | reached | ringside: read | dropped | tcpdump: read | dropped |")
print("|---:|---:|---:|---:|---:|---:|")
for pps in os.environ["RATES"].split():
    p = subprocess.Popen([ringside, "-i", "tap", "-o", "eve:-", "--log", "stats"],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(1)
    sent, seconds = replay(pps)
    lines = [json.loads(line) for line in stop(p)[0].splitlines()]
    last = [r for r in lines if "frames" in r.get("ringside", {})][-1]
    t = subprocess.Popen(["tcpdump", "-n", "-i", "tap", "-B", "65536", "-w", "/dev/null"],
                         stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    replay(pps)
    told = stop(t)[1]
    captured = re.search(r"(\d+) packets captured", told)[1]
    dropped = re.search(r"(\d+) packets dropped by kernel", told)[1]
    print(f"| {pps} | {sent / seconds:.0f} | {last['ringside']['frames']['read']} | "
          f"{last['stats']['capture']['kernel_drops']} | {captured} | {dropped} |", flush=True)
END

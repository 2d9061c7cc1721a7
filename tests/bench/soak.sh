# A live sensor over a veth pair with calls that come and go, a flood of INVITEs
# in the middle: its memory after the first fifth must not grow by more than a
# tenth, it must not lose or miscount a frame, and calls go on being told.
#
#     sh tests/bench/soak.sh MINUTES [RINGSIDE [BENCH-GENERATE]]      (root; 20 for the bar)
set -eu

minutes=${1:-20}
source=$(cd "$(dirname "$0")/../.." && pwd)
ringside=${2:-$source/build/release/sensor/ringside}
generate=${3:-$source/build/release/tests/bench/bench-generate}
for tool in unshare ip tcpreplay python3; do
    command -v $tool >/dev/null || { echo "soak: $tool is missing"; exit 77; }
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
"$generate" udp-mix "${SOAK_CALLS:-4000}" "$dir/mix.pcap"
"$generate" flood "${SOAK_FLOOD:-100000}" "$dir/flood.pcap"
MINUTES=$minutes RINGSIDE=$ringside DIR=$dir unshare -n python3 -B - <<'END'
import json, os, signal, subprocess, sys, time

minutes, ringside, scratch = float(os.environ["MINUTES"]), os.environ["RINGSIDE"], os.environ["DIR"]
for command in ("ip link add tap type veth peer name peer", "ip link set tap up",
                "ip link set peer up", "sysctl -qw net.ipv6.conf.all.disable_ipv6=1"):
    subprocess.run(command.split(), check=True)
eve = f"{scratch}/eve"
sensor = subprocess.Popen([ringside, "-i", "tap", "--memory", os.environ.get("SOAK_MEMORY", "256M"),
                           "-o", f"eve:{eve}", "--log", "dialog,stats", "--stats-interval", "5"])
time.sleep(1)

def rss_mib():
    for line in open(f"/proc/{sensor.pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    sys.exit("soak: the sensor is gone")

def play(name, pps):
    return subprocess.Popen(["tcpreplay", "-q", "-i", "peer", "--pps", str(pps), "--loop", "100000",
                             "--unique-ip", f"{scratch}/{name}.pcap"],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

begin, seconds = time.monotonic(), minutes * 60
mix, flood, samples = play("mix", os.environ.get("SOAK_PPS", "5000")), None, []
while (now := time.monotonic() - begin) < seconds:
    share = now / seconds
    if 0.45 < share < 0.55 and not flood:
        flood = play("flood", os.environ.get("SOAK_FLOOD_PPS", "20000"))
    if share >= 0.55 and flood and flood.poll() is None:
        flood.terminate()
    samples.append((share, rss_mib()))
    time.sleep(min(1, seconds / 200))
for p in mix, flood:
    if p:
        p.terminate()
        p.wait()
time.sleep(1)
sensor.send_signal(signal.SIGTERM)
status = sensor.wait(60)
stats, dialogs = None, 0
for line in open(eve):
    r = json.loads(line)
    dialogs += r["event_type"] == "sip_dialog"
    if r["event_type"] == "stats" and "frames" in r["ringside"]:
        stats = r
f = stats["ringside"]["frames"]
warm = max(m for s, m in samples if s <= 0.2)
before = max(m for s, m in samples if s <= 0.45)
after = max(m for s, m in samples)
print(f"{minutes} minutes: {f['read']} frames, {stats['ringside']['messages']} messages, "
      f"{stats['stats']['capture']['kernel_drops']} dropped by the kernel, {dialogs} dialogs told")
print(f"resident: {warm:.0f} MiB after a fifth, {before:.0f} before the flood, {after:.0f} at most, "
      f"{samples[-1][1]:.0f} at the end; exit status {status}")
good = (status == 0 and f["read"] == f["analysed"] + f["not_sip"] + f["dropped"] and dialogs and
        before <= warm * 1.1 + 2)
sys.exit(0 if good else 1)
END

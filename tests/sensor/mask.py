"""--mask leaves no user, number or address in any output; credentials are never in any."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

from script import check, main

KINDS = "alert,message,transaction,dialog,registration,tls,stats"
SOURCE = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), "..", "..")
SHARED = os.environ.get("RS_SHARED", os.path.join(SOURCE, "..", "shared"))
# What a user may be called and a text of ours or of a product may say as well.
WORDS = {"sip", "lab", "user", "proxy", "test", "call", "trunk", "anonymous", "unknown", "service",
         "reg", "ms-exchange", "sipp", "sipsak", "kamailio", "asterisk", "baresip"}


def captures():
    ours = sorted(p for pattern in ("*.pcap", "*.pcapng", "*.txt", "*.uccapilog", "*.log")
                  for p in glob.glob(os.path.join(SOURCE, "pcaps", pattern)))
    theirs = sorted(glob.glob(os.path.join(SHARED, "pcaps", "lab", "**", "*.pcap"), recursive=True))
    return ours + [p for p in theirs if os.path.getsize(p) < 300000 and "-cut-" not in p][:12]


def outputs(ringside, capture, *options):
    """Text, EVE and ladder, all records; the name of the capture is none of its content."""
    with tempfile.TemporaryDirectory() as folder:
        link = folder + "/capture"
        os.symlink(os.path.abspath(capture), link)
        done = subprocess.run([ringside, "-r", "capture", "-o", "text:text", "-o", "eve:eve", "-o",
                               "ladder:ladder", "--log", KINDS, *options],
                              cwd=folder, capture_output=True, text=True, timeout=120)
        check(done.returncode == 0, "%s: status %d: %s" % (capture, done.returncode, done.stderr))
        told = {}
        for name in ("text", "eve", "ladder"):
            with open(os.path.join(folder, name), errors="replace") as f:
                told[name] = f.read()
    return told


def records(eve):
    return [json.loads(line) for line in eve.splitlines()]


def user_of(uri):
    found = re.match(r"(?:sips?|tel):([^@;>]+)(?:@|$)", uri, re.I)
    return found.group(1) if found and ("@" in uri or uri.lower().startswith("tel:")) else None


def people(originals):
    users, addresses, ids = set(), set(), set()
    for r in originals:
        addresses |= {r[k] for k in ("src_ip", "dest_ip") if k in r}
        ours = r.get("ringside", {})
        for key in ("from", "to", "aor", "contact"):
            user = user_of(str(ours.get(key, "")).strip("<>"))
            if user:
                users.add(user)
        ids |= {ours[k] for k in ("call_id", "from_tag", "to_tag") if ours.get(k)}
    return users, addresses, ids


def leaks(text, users, addresses, ids):
    """Those that stand in it as words of their own."""
    found = []
    words = set(re.findall(r"[^\s\"'<>@=,;:()\[\]{}|]+", text))
    whole = set(re.findall(r"[0-9A-Fa-f:.]+", text)) | words
    found += [a for a in addresses if a in whole or "[%s]" % a in text]
    for u in users:
        if "sip:%s@" % u in text or (len(u) > 2 and not (u.isdigit() and len(u) < 5) and
                                     u.lower() not in WORDS and u in words):
            found.append(u)
    found += [i for i in ids if len(i) > 7 and i in text]
    return found


def same_shape(originals, masked, what):
    """The same records; equal stays equal, and what differs stays different."""
    check(len(originals) == len(masked), "%s: %d records, masked %d" %
          (what, len(originals), len(masked)))
    forth, back = {}, {}
    for a, b in zip(originals, masked):
        check(a["event_type"] == b["event_type"] and a.get("pcap_cnt") == b.get("pcap_cnt"),
              "%s: another record" % what)
        x, y = a.get("ringside", {}), b.get("ringside", {})
        pairs = [(a.get(k), b.get(k)) for k in ("src_ip", "dest_ip")]
        pairs += [(x.get(k), y.get(k)) for k in ("call_id",)]
        pairs += [(user_of(str(x.get(k))), user_of(str(y.get(k)))) for k in ("from", "to")]
        for p, q in pairs:
            check((p is None) == (q is None), "%s: %s becomes %s" % (what, p, q))
            if p is None:
                continue
            check(forth.setdefault(p, q) == q, "%s: %s is two" % (what, p))
            check(back.setdefault(q, p) == p, "%s: %s was two" % (what, q))
            check(p != q, "%s: %s is told" % (what, p))


def test_masked(ringside):
    seen = 0
    for capture in captures():
        plain = records(outputs(ringside, capture)["eve"])
        told = outputs(ringside, capture, "--mask")
        originals = people(plain)
        seen += len(originals[0])
        for name, text in told.items():
            found = leaks(text, *originals)
            check(not found, "%s, %s: %s" % (os.path.basename(capture), name, found[:5]))
        quiet = [r for r in plain if r["event_type"] != "stats"]
        masked = [r for r in records(told["eve"]) if r["event_type"] != "stats"]
        same_shape(quiet, masked, os.path.basename(capture))
        check('"filter":' not in told["eve"],
              "%s: a filter of pseudonyms" % capture)
    check(seen > 20, "only %d users were looked for" % seen)


def test_runs_differ(ringside):
    capture = os.path.join(SOURCE, "pcaps", "no-ack.pcap")
    one, other = (records(outputs(ringside, capture, "--mask")["eve"])[0] for _ in range(2))
    check(one["src_ip"] != other["src_ip"], "another run has another key")


def test_refused(ringside):
    for output in ("pcapng:/dev/null", "metrics:127.0.0.1:0"):
        done = subprocess.run([ringside, "-r", "x", "--mask", "-o", output], capture_output=True,
                              text=True)
        check(done.returncode == 1 and "leave one of the two" in done.stderr, "%s: %s" %
              (output, done.stderr))


SECRET = re.compile(rb'\b(?:response|cnonce|gssapi-data)="?([0-9A-Za-z+/=]{16,})"?', re.I)


def guesses(text):
    """svcrack writes user:password as hexadecimal digits into its From tag."""
    found = []
    for digits in re.findall(r"\b(?:[0-9a-f]{2}){6,}\b", text):
        if re.match(rb"[^:]+:[^\x01]+\x01\d+$", bytes.fromhex(digits)):
            found.append(digits)
    return found


def test_guesses(ringside):
    """A password that somebody tries may be somebody's."""
    check(guesses("tag 3130303a7365637265740131323334"), "a guess is known when it is seen")
    for capture in captures():
        for name, text in outputs(ringside, capture).items():
            check(not guesses(text), "%s, %s: %s" % (os.path.basename(capture), name,
                                                     guesses(text)[:2]))


def test_credentials(ringside):
    """Authorization's responses are in no output, masked or not."""
    seen = 0
    for capture in captures():
        with open(capture, "rb") as f:
            secrets = {s.decode() for s in SECRET.findall(f.read())}
        if not secrets:
            continue
        seen += len(secrets)
        for options in ([], ["--mask"]):
            for name, text in outputs(ringside, capture, *options).items():
                found = [s for s in secrets if s in text]
                check(not found, "%s, %s: %s" % (os.path.basename(capture), name, found[:3]))
    check(seen > 5, "only %d credentials were looked for" % seen)


main(test_masked, test_runs_differ, test_refused, test_guesses, test_credentials)

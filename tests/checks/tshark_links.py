#!/usr/bin/env python3
"""Stock's sip.response-request and sip.resend against the sensor's, each difference by RFC rule.

Usage: tshark_links.py RINGSIDE SOURCE_DIR [-v] [CAPTURE...]

For each message that both see: the frame of the request that a response
answers or an ACK's INVITE, and whether the message repeats one sent before.
Where they differ links_rules.py must name the rule of RFC 3261 by which the
sensor is right, proved by the octets; a difference without one fails. wrong_links() shows
that a wrong link of the sensor's would have none. -v names the messages.
"""
import collections
import concurrent.futures
import copy
import glob
import os
import sys

import links_messages
import links_rules

SHOWN = 5
ENDINGS = (".pcap", ".pcapng", ".cap", ".libpcap", ".gz")


def differences(messages, unseen):
    """(what, message, ours, theirs, the rule or "") of each."""
    first = {}
    for m in messages:
        first.setdefault(m.frame, []).append(m)

    def at(m, frame):
        """The message of that frame that m may mean: of its call, if several share the frame."""
        there = first.get(frame, [])
        return max(there, default=None, key=lambda x: (
            x.call_id == m.call_id, links_rules.same_branch(x, m)))

    calls = collections.defaultdict(list)
    for m in messages:
        before = calls[m.call_id]
        if not m.is_request or m.method == "ACK":
            if m.ours != m.theirs:
                judge = links_rules.of_ack if m.is_request else links_rules.of_response
                ours, theirs = at(m, m.ours), at(m, m.theirs)
                if m.ours in unseen or m.theirs in unseen:
                    rule = "(no rule: the request is in a frame that one of the two does not see)"
                elif (m.ours and not ours) or (m.theirs and not theirs):
                    rule = ""
                else:
                    rule = judge(m, ours, theirs, before)
                yield "request", m, m.ours, m.theirs, rule
        again = m.role in ("retransmission", "duplicate")
        if again != bool(m.copy_theirs):
            judge = links_rules.stock_missed_copy if again else links_rules.stock_false_copy
            yield ("again", m, m.copy_ours, m.copy_theirs,
                   judge(m, at(m, m.copy_ours or m.copy_theirs), before))
        before.append(m)


def captures(source):
    """(path, key log or None) of pcaps/ and of ../shared/pcaps."""
    shared = os.environ.get("RS_SHARED", os.path.join(source, "..", "shared"))
    if not os.path.isdir(os.path.join(shared, "pcaps")):
        print("no ../shared/pcaps: its captures are left out")
    for folder in (os.path.join(source, "pcaps"), os.path.join(shared, "pcaps")):
        for path in sorted(glob.glob(os.path.join(folder, "**", "*cap*"), recursive=True)):
            keylog = os.path.splitext(path)[0] + ".keylog"
            if path.endswith(ENDINGS):
                yield path, keylog if os.path.exists(keylog) else None


def wrong_links(ringside, source):
    """How many links of a capture, made wrong on purpose, find a rule all the same; and of how many."""
    path = os.path.join(source, "pcaps", "cancel.pcap")
    right, unseen = links_messages.read(ringside, path)
    requests = [m for m in right if m.is_request and m.method != "ACK"]
    tried = passed = 0
    for i, m in enumerate(right):
        for other in requests:
            messages = [copy.copy(r) for r in right]
            wrong = messages[i]
            if (m.is_request and m.method != "ACK") or other.frame == m.ours:
                wrong.role, wrong.copy_ours = "retransmission", other.frame
                wrong.copy_theirs = 0
            else:
                wrong.ours, wrong.theirs = other.frame, m.ours
            if m.frame == other.frame:
                continue
            tried += 1
            passed += all(d[4] for d in differences(messages, unseen) if d[1] is wrong)
    return passed, tried


def main():
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    ringside, source = arguments[:2]
    listed = [(p, None) for p in arguments[2:]] or list(captures(source))
    rules, total, apart, bad = collections.Counter(), 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        read = pool.map(lambda c: links_messages.read(ringside, *c), listed)
        for (path, _), (messages, unseen) in zip(listed, read):
            total, apart, shown = total + len(messages), apart + sum(unseen.values()), 0
            for what, m, ours, theirs, rule in differences(messages, unseen):
                rules[rule] += 1
                bad += not rule
                shown += not rule
                if "-v" in sys.argv or (not rule and shown <= SHOWN):
                    print("%s%s: frame %d, %s: %s here, %s in tshark: %s" % (
                        "" if rule else "FAILED: ", os.path.basename(path), m.frame, what,
                        ours or "none", theirs or "none", rule or "no rule explains it"))
    for rule, count in sorted(rules.items()):
        print("%6d  %s" % (count, rule or "UNEXPLAINED"))
    print("%d captures, %d messages that both see (%d that one alone sees: tshark_messages.sh, "
          "plugin/verdicts.reasons), %d differences, %d without a rule"
          % (len(listed), total, apart, sum(rules.values()), bad))
    passed, tried = wrong_links(ringside, source)
    print("%d links made wrong on purpose, %d of them with a rule" % (tried, passed))
    return 1 if bad or passed or not tried or not rules else 0


sys.exit(main())

"""Where the sensor waits for memory: misses of a simulated cache, by line, and by call of what many call.

Usage: misses.py CALLGRIND.out MESSAGES [LINES]

valgrind's cache knows no prefetch. Built with -DRS_PREFETCH_LOADS (misses.sh), what is asked of memory ahead is
loaded, and counts as a miss of base/prefetch.h: what any other line misses, nobody asked for.
"""
import collections
import os
import sys

path, messages, shown = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 30
source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CALLED = ("rs_table_find", "rs_table_add", "rs_table_remove", "rs_slab_take", "rs_strings_drop", "rs_deadline_arm",
          "rs_deadlines_turn", "rs_hop_close", "rs_dialog_close", "rs_behaviour_message", "rs_signs_message",
          "rs_tracker_message", "rs_tracker_expire")


def costs(lines):
    """(line of source, function, called or None, times called, misses), one for each line of costs."""
    events, at, function, called, number, times = [], "", "", None, 0, 0
    for line in lines:
        key, _, value = line.strip().partition("=")
        if line.startswith("events:"):
            events = [line.split()[1:].index(e) for e in ("DLmr", "DLmw")]
        elif key in ("fl", "fi", "fe"):
            at = os.path.relpath(value, source) if value.startswith(source) else os.path.basename(value)
        elif key == "fn":
            function = value
        elif key == "cfn":
            called = value
        elif key == "calls":
            times = int(value.split()[0])
        elif line[:1] in "+-*0123456789" and line[:1]:
            words = line.split()
            number = number if words[0] == "*" else number + int(words[0]) if words[0][0] in "+-" else int(words[0])
            cost = sum(int(words[1 + e]) for e in events if 1 + e < len(words))
            yield "%s:%d" % (at, number), function, called, times, cost
            called, times = None, 0


def text(place):
    name, _, number = place.rpartition(":")
    try:
        with open(os.path.join(source, name)) as f:
            return f.read().split("\n")[int(number) - 1].strip()[:80]
    except (OSError, IndexError):
        return ""


own, calls = collections.Counter(), collections.defaultdict(lambda: [0, 0])
with open(path) as f:
    for place, function, called, times, cost in costs(f):
        if called is None:
            own[place] += cost
        elif called.split(".")[0] in CALLED:
            calls[called.split(".")[0], place + " in " + function.split(".")[0]][0] += times
            calls[called.split(".")[0], place + " in " + function.split(".")[0]][1] += cost
asked = sum(n for place, n in own.items() if place.startswith("core/base/prefetch.h"))
print("%.2f misses a message; of them asked for ahead: %.2f" % (sum(own.values()) / messages, asked / messages))
for place, n in own.most_common(shown):
    print("%6.2f  %s  %s" % (n / messages, place, text(place)))
print("by call, with all that is called from there:")
for (called, place), (times, n) in sorted(calls.items(), key=lambda x: -x[1][1])[:shown]:
    print("%6.2f of %5.2f calls  %s from %s" % (n / messages, times / messages, called, place))

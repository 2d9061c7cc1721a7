"""Is this text OpenMetrics 1.0.0, and does a dashboard ask for nothing that is not there?

Usage: openmetrics.py TEXT DASHBOARD.json
"""
import json
import re
import sys

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABELS = r'\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\}'
SAMPLE = re.compile(rf"^({NAME})({LABELS})? (-?[0-9.eE+]+|\+Inf|NaN)$")
SUFFIXES = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"]}


def check(lines):
    types, current, seen, buckets = {}, None, set(), {}
    if lines[-1] != "# EOF":
        yield "does not end with # EOF"
    for n, line in enumerate(lines[:-1], 1):
        if line.startswith("# "):
            word, name = line.split(" ")[1:3]
            if word == "TYPE":
                if name in types:
                    yield f"line {n}: family {name} comes twice"
                types[name], current = line.split(" ")[3], name
            elif name != current:
                yield f"line {n}: {word} of another family"
            continue
        m = SAMPLE.match(line)
        if not m:
            yield f"line {n}: no sample: {line[:80]}"
            continue
        if not any(m[1] == current + s for s in SUFFIXES[types[current]]):
            yield f"line {n}: {m[1]} is not of family {current}"
        if (m[1], m[2]) in seen:
            yield f"line {n}: comes twice"
        seen.add((m[1], m[2]))
        if m[1].endswith("_bucket"):
            key = re.sub(r',?le="[^"]*"', "", m[2])
            if float(m[3]) < buckets.get((m[1], key), 0):
                yield f"line {n}: buckets fall"
            buckets[m[1], key] = float(m[3])
    for (name, key), last in buckets.items():
        count = [x for x in lines if x.startswith(name.replace("_bucket", "_count") + key + " ")]
        if len(count) != 1 or float(count[0].split(" ")[-1]) != last:
            yield f"{name}{key}: +Inf is not _count"


def queries(node):
    if isinstance(node, dict):
        if "expr" in node:
            yield node["expr"]
        for value in node.values():
            yield from queries(value)
    elif isinstance(node, list):
        for value in node:
            yield from queries(value)


def main():
    text = open(sys.argv[1]).read()
    wrong = list(check(text.rstrip("\n").split("\n")))
    names = set(re.findall(rf"^({NAME})[{{ ]", text, re.M)) | {
        f"{m}{s}" for m, t in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M) for s in SUFFIXES[t]}
    asked = {m for q in queries(json.load(open(sys.argv[2]))) for m in re.findall(r"ringside_\w+", q)}
    wrong += [f"the dashboard asks for {m}" for m in sorted(asked - names)]
    if not asked:
        wrong.append("the dashboard asks for nothing")
    print("\n".join(wrong) if wrong else f"{len(names)} names, {len(asked)} on the dashboard")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

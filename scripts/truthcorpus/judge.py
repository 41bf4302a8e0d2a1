"""Compares a report with the truth, and tshark's table of streams with it too."""

import json
import pathlib
import re
import subprocess

ROW = re.compile(
    r"^\s*[\d.]+\s+[\d.]+\s+(?P<src>\S+)\s+(?P<sport>\d+)\s+(?P<dst>\S+)\s+(?P<dport>\d+)\s+"
    r"(?P<ssrc>0x[0-9A-Fa-f]+)\s+(?P<payload>.+?)\s+(?P<packets>\d+)\s+(?P<lost>-?\d+)\s+\(")


def earshot(program, files):
    """The report as JSON; ``None`` and the words said if there is none."""
    done = subprocess.run(
        [program, "analyze", "--format", "json", "--quiet", *files], capture_output=True, check=False, timeout=120)
    try:
        return json.loads(done.stdout), done.stderr.decode(errors="replace")
    except ValueError:
        return None, done.stderr.decode(errors="replace")


def complaints(truth, report):
    """What of the truth the report does not say, or says wrongly; empty if it is exact."""
    if report is None:
        return ["no report"]
    wrong = []
    calls = len(report["calls"])
    if calls != truth.calls:
        wrong.append("%d calls, not %d" % (calls, truth.calls))
    wrong += _streams(truth, report)
    faults = {finding["code"] for finding in report["findings"] if finding["severity"] in ("fault", "warning")}
    if truth.faults is not None:
        wrong += ["does not find " + code for code in sorted(truth.faults - faults)]
        wrong += ["finds %s wrongly" % code for code in sorted(faults - truth.faults)]
    codes = {finding["code"] for finding in report["findings"]}
    for code in sorted(truth.notes - codes):
        wrong.append("does not note " + code)
    for code in sorted(truth.never & codes):
        wrong.append("says " + code)
    for code, cause in truth.causes.items():
        causes = {finding["cause"] for finding in report["findings"] if finding["code"] == code}
        if cause not in causes:
            wrong.append("%s because of %s, not %s" % (code, "/".join(map(str, causes)) or "nothing", cause))
    for capture in report["captures"]:
        accounted = sum(capture["accounting"].values())
        if accounted != capture["packets"]:
            wrong.append("%d of %d packets accounted for" % (accounted, capture["packets"]))
    if truth.outcome and report["calls"] and report["calls"][0]["outcome"] != truth.outcome:
        wrong.append("outcome %s, not %s" % (report["calls"][0]["outcome"], truth.outcome))
    if truth.check:
        wrong += truth.check(report)
    return wrong


def _streams(truth, report):
    wrong = []
    left = list(report["streams"])
    for expected in truth.streams:
        found = [stream for stream in left if _matches(expected, stream)]
        if not found:
            wrong.append("no stream %08X" % expected.ssrc)
            continue
        stream = found[0]
        left.remove(stream)
        name = "%08X" % expected.ssrc
        for key, value in expected.counts.items():
            if stream["counts"][key] != value:
                wrong.append("%s: %s %d, not %d" % (name, key, stream["counts"][key], value))
        if stream["captureCopies"] != expected.copies:
            wrong.append("%s: %d copies, not %d" % (name, stream["captureCopies"], expected.copies))
        if expected.epochs is not None and len(stream["epochs"]) != expected.epochs:
            wrong.append("%s: %d epochs, not %d" % (name, len(stream["epochs"]), expected.epochs))
        wrong += _more(name, expected.more, stream)
    for stream in left:
        wrong.append("a stream %s of %d packets that is none" % (stream["ssrc"], stream["counts"]["received"]))
    return wrong


def _matches(expected, stream):
    if int(stream["ssrc"], 16) != expected.ssrc:
        return False
    for key in ("source", "destination"):
        wanted = expected.more.get(key)
        if wanted and "%s:%d" % (stream[key]["address"], stream[key]["port"]) != wanted:
            return False
    return True


def _more(name, more, stream):
    wrong = []

    def ask(key, value):
        if key in more and value != more[key]:
            wrong.append("%s: %s %s, not %s" % (name, key, value, more[key]))

    ask("encoding", (stream["payloadTypes"] or [{}])[0].get("encoding"))
    ask("encrypted", stream["encrypted"])
    ask("role", stream["role"])
    ask("relation", (stream["sameMedia"] or {}).get("relation"))
    ask("repaired", (stream["repair"] or {}).get("repaired"))
    ask("lostAfterRepair", (stream["repair"] or {}).get("lostAfterRepair"))
    ask("lostBetween", (stream["sameMedia"] or {}).get("lostBetween"))
    ask("direction", stream["direction"])
    if "jitterBelow" in more:
        measured = stream["jitter"] and stream["jitter"]["maximumMilliseconds"]
        if measured is None or measured > more["jitterBelow"]:
            wrong.append("%s: jitter up to %s ms, not below %s" % (name, measured, more["jitterBelow"]))
    return wrong


def peer(program, files, heuristic):
    """tshark's streams over one file: a list of source, destination, SSRC, packets, lost."""
    if len(files) != 1:
        return None
    options = ["-o", "rtp.heuristic_rtp:TRUE"] if heuristic else []
    done = subprocess.run(
        [program, "-n", "-r", files[0], "-q", *options, "-z", "rtp,streams"], capture_output=True, check=False,
        timeout=300)
    found = []
    for line in done.stdout.decode(errors="replace").splitlines():
        row = ROW.match(line)
        if row:
            found.append({
                "source": row["src"] + ":" + row["sport"], "destination": row["dst"] + ":" + row["dport"],
                "ssrc": int(row["ssrc"], 16), "packets": int(row["packets"]), "lost": int(row["lost"])})
    return found


def peer_words(truth, found):
    """How tshark's figures compare: ``right``, or what is wrong with them, shortly."""
    if found is None:
        return "–"
    wrong = []
    left = list(found)
    for expected in truth.streams:
        rows = [row for row in left if row["ssrc"] == expected.ssrc and all(
            row[key] == expected.more[key] for key in ("source", "destination") if key in expected.more)]
        if not rows:
            wrong.append("missing")
            continue
        row = rows[0]
        left.remove(row)
        lost = expected.counts["lost"]
        if row["lost"] != lost:
            wrong.append("lost %d, not %d" % (row["lost"], lost))
        elif row["packets"] != expected.counts["received"] + expected.counts["duplicated"]:
            wrong.append("%d packets, not %d" % (
                row["packets"], expected.counts["received"] + expected.counts["duplicated"]))
    if left:
        wrong.append("%d false" % len(left))
    counted = []
    for words in wrong:
        if words == "missing":
            continue
        counted.append(words)
    missing = wrong.count("missing")
    if missing:
        counted.insert(0, "%d of %d streams missing" % (missing, len(truth.streams)))
    if not counted:
        return "right"
    if len(counted) > 2:
        counted = counted[:2] + ["…"]
    return "; ".join(counted)


def written(folder, truth):
    """Writes the files of a situation; returns their paths."""
    paths = []
    for name, data in truth.files.items():
        path = pathlib.Path(folder) / name
        path.write_bytes(data)
        paths.append(str(path))
    return paths

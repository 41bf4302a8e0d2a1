"""Instructions of an analysis by stage, counted by valgrind: where a loss is made."""

import pathlib
import re
import subprocess
import tempfile

# A stage, and what the name of the function that does it contains. Where one calls another, the inner counts for itself.
STAGES = [
    ("reading records", "CaptureFiles0A10FileReaderV9nextBatch"),
    ("locating packets", "PacketLocatorV6locate_4into"),
    ("recording plain RTP", "StreamTableV9recordRun"),
    ("SIP, RTCP and the rest of UDP", "CallAnalysis0A8AnalyzerV24ingestControlOrSignaling"),
    ("TCP", "CallAnalysis0A8AnalyzerV13ingestSegment"),
    ("levels", "AudioLevels07PayloadB0V3add"),
    ("echoes", "EchoFinderO6settle"),
    ("assembling the result", "CallAnalysis0A8AnalyzerV14assembleResult"),
    ("findings", "Findings14FindingCatalogO6judged"),
    ("patterns, timeline", "AnalysisDocumentV8CaseWorkE"),
    ("JSON", "Reports14AnalysisReportO4json"),
]
INSIDE = {"assembling the result": ["echoes"], "recording plain RTP": ["levels"]}


def run(program, capture, depth, out):
    """Analyses `capture` on one thread under callgrind; the profile is at `out` then."""
    subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", program, "analyze", "--threads", "1", "--audio",
         depth, "--format", "json", "--quiet", "-o", "/dev/null", str(capture)],
        check=True, capture_output=True)


def annotated(out, *options):
    """Pairs of instructions and the function they belong to."""
    text = subprocess.run(
        ["callgrind_annotate", "--threshold=100", *options, str(out)], check=True, capture_output=True, text=True).stdout
    for line in text.splitlines():
        found = re.match(r"\s*([\d,]+) \([^)]*\)\s+(.*)$", line)
        if found:
            yield int(found.group(1).replace(",", "")), found.group(2)


def total(out):
    """Instructions in millions, hashing left out: it depends on the processor."""
    whole = hashing = 0
    for instructions, name in annotated(out):
        if "PROGRAM TOTALS" in name:
            whole = instructions
        elif "sha256" in name.lower():
            hashing += instructions
    return round((whole - hashing) / 1e6, 1)


def stages(out):
    """Millions of instructions by stage; what is inlined into another is 0. The rest is start-up and what lies between."""
    costs = dict.fromkeys([name for name, _ in STAGES], 0)
    hashing = 0
    for instructions, function in annotated(out, "--inclusive=yes"):
        for name, part in STAGES:
            if part in function:
                costs[name] = max(costs[name], instructions)
        if "Crypto6SHA256V6update" in function:
            hashing = max(hashing, instructions)
    costs["reading records"] -= min(hashing, costs["reading records"])
    for name, inner in INSIDE.items():
        if costs[name]:
            costs[name] -= sum(costs[other] for other in inner)
    costs = {name: round(max(0, cost) / 1e6, 1) for name, cost in costs.items()}
    costs["start-up and the rest"] = round(total(out) - sum(costs.values()), 1)
    return costs


def stripped(program, folder):
    """A copy that older valgrinds can read: without the compiler's debugging information."""
    copy = str(pathlib.Path(folder) / "earshot")
    subprocess.run(["strip", "--strip-debug", "-o", copy, str(program)], check=True)
    return copy


def table(program, capture, packets):
    """Prints what each stage of an analysis of `capture` costs."""
    with tempfile.TemporaryDirectory() as folder:
        copy = stripped(program, folder)
        costs = {}
        for depth in ("none", "level"):
            out = pathlib.Path(folder) / depth
            run(copy, capture, depth, out)
            costs[depth] = stages(out)
    print(f"\n{pathlib.Path(capture).name}: million instructions, and a packet's, by stage")
    print("  %-30s %22s %22s" % ("", "--audio none", "--audio level"))
    for name in costs["none"]:
        print("  %-30s" % name + "".join(
            " %13.1f %8.0f" % (costs[depth][name], costs[depth][name] * 1e6 / packets) for depth in costs))

"""The arrivals of the audio streams of a capture, as Earshot lists the streams and tshark reads the packets."""

import json
import subprocess
from dataclasses import dataclass, field


@dataclass
class Stream:
    """One stream: Earshot's own three buffers, and the packets as they came."""

    name: str
    packet_time: int
    clock_rate: int
    lost: int
    playout: list
    arrivals: list = field(default_factory=list)


def of(capture, earshot, fewest=200):
    """The audio streams of `capture` with a known clock and whole packet times, each with its arrivals."""
    asked = subprocess.run([earshot, "analyze", str(capture), "--format", "json", "--quiet"],
                           capture_output=True, timeout=300, check=False)
    if asked.returncode:
        return
    for stream in json.loads(asked.stdout)["streams"]:
        length = stream.get("packetMilliseconds") or 0
        rates = {kind["clockRate"] for kind in stream["payloadTypes"] if kind.get("clockRate")}
        if (stream["media"] == "video" or stream["counts"]["received"] < fewest or len(rates) != 1
                or not 10 <= length <= 60 or length != int(length) or not stream.get("playout")):
            continue
        # RFC 3551 4.5.2: the clock of G.722 is said to be 8,000.
        found = Stream("%s %s" % (capture.name, stream["ssrc"]), int(length), rates.pop(), stream["counts"]["lost"],
                       stream["playout"])
        found.arrivals = _arrivals(capture, stream)
        if len(found.arrivals) >= fewest and not _pauses(found):
            yield found


def _pauses(stream):
    """Whether the sender sends nothing at times: receivers fill such pauses, too, and nobody misses anything."""
    units = stream.clock_rate * stream.packet_time // 1000
    uneven = sum(
        after[2] - before[2] != units * (after[1] - before[1])
        for before, after in zip(stream.arrivals, stream.arrivals[1:]))
    return uneven * 200 > len(stream.arrivals)


def _arrivals(capture, stream):
    source, destination = stream["source"], stream["destination"]
    version = "ipv6" if ":" in source["address"] else "ip"
    wanted = "rtp && rtp.ssrc == %s && %s.src == %s && udp.srcport == %d && udp.dstport == %d" % (
        stream["ssrc"], version, source["address"], source["port"], destination["port"])
    listed = subprocess.run(
        ["tshark", "-r", str(capture), "-d", "udp.port==%d,rtp" % destination["port"], "-Y", wanted, "-T", "fields",
         "-e", "frame.time_epoch", "-e", "rtp.seq", "-e", "rtp.timestamp"],
        capture_output=True, text=True, timeout=300, check=False).stdout
    arrivals, before = [], None
    for line in listed.splitlines():
        values = line.split("\t")
        if len(values) != 3 or "," in line:
            continue
        at, sequence, stamp = float(values[0]), int(values[1]), int(values[2])
        if before:
            sequence = before[0] + _signed(sequence - before[0], 16)
            stamp = before[1] + _signed(stamp - before[1], 32)
        before = sequence, stamp
        arrivals.append((at, sequence, stamp))
    return arrivals


def _signed(difference, bits):
    half = 1 << bits - 1
    return (difference + half) % (1 << bits) - half

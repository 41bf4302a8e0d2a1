"""Makes one recording: speech, packets, a capture; plays it, and asks PESQ and Earshot how good it is."""

import json
import pathlib
import subprocess
import wave

import numpy
from pesq import pesq

from labelledcorpus import codecs
from labelledcorpus.build import LabelledCall
from samples import capturefile
from samples.dice import Dice
from samples.instant import MILLISECOND

from . import encoders, speech

BUFFER = 60  # ms; the usual buffer
# By what Earshot names its emulated buffers. An adaptive one has no counterpart; it is one that grows in time.
BUFFERS = {"fixed-60ms": "60", "fixed-200ms": "200", "adaptive": "200"}
EDGE = 8
_folder = _earshot = _keeps = _spoken = None


def begin(folder, earshot, keeps, spoken):
    """Where recordings go, whom to ask, and where people speak, if not espeak-ng."""
    global _folder, _earshot, _keeps, _spoken
    _folder, _earshot, _keeps, _spoken = pathlib.Path(folder), earshot, keeps, spoken


class _Ready:
    """A sound that is encoded already: the sender takes payload after payload."""

    def __init__(self, payloads):
        self.data = payloads
        self.turns = []
        self.next = 0

    def samples(self, count):
        """The next payload."""
        self.next += 1
        return self.data[min(self.next, len(self.data)) - 1]


def measure(condition):
    """The figures of a condition."""
    pieces = speech.pieces(condition.seed, _spoken)
    path = _folder / (condition.name + ".pcap")
    heard_path = path.with_suffix(".wav")
    path.write_bytes(_capture(condition, numpy.concatenate(pieces)))
    report = json.loads(subprocess.run(
        [_earshot, "analyze", str(path), "--format", "json"], check=True, capture_output=True).stdout)
    stream = max(report["streams"], key=lambda one: one["counts"]["received"])
    quality = stream.get("quality") or {}
    # What is listened to is the buffer that the estimate is for.
    buffer = (quality.get("basis") or {}).get("buffer") or "fixed-60ms"
    subprocess.run(
        [_earshot, "audio", str(path), "--stream", stream["id"], "--buffer", BUFFERS[buffer], "--quiet", "-o",
         str(heard_path)], check=True, capture_output=True)
    rate, mode = (16_000, "wb") if condition.is_wideband else (8_000, "nb")
    heard = _read(heard_path, rate)
    scores = []
    for number, piece in enumerate(pieces):
        # RTP time is the recording's own time, so that pieces lie where they were put; the codec's delay is below 30 ms
        # and PESQ lines up what is left.
        start = number * speech.PIECE_SECONDS * rate
        part = heard[start:start + speech.PIECE_SECONDS * rate]
        scores.append(pesq(rate, speech.at_rate(piece, rate), part, mode))
    played = next(one for one in stream["playout"] if one["buffer"] == buffer)
    if not _keeps:
        path.unlink()
        heard_path.unlink()
    return {
        "name": condition.name, "codec": condition.codec, "pattern": condition.pattern, "share": condition.share,
        "isWideband": condition.is_wideband, "mos": quality.get("mosCQE"), "model": quality.get("model"),
        "pesq": sum(scores) / len(scores), "pieces": scores,
        "buffer": buffer, "missing": 100 * (played["lost"] + played["lateDiscarded"]) / stream["counts"]["expected"],
        "burstRatio": (stream.get("burst") or {}).get("burstRatio")}


def _read(path, rate):
    with wave.open(str(path)) as file:
        samples = numpy.frombuffer(file.readframes(file.getnframes()), numpy.int16)
        return speech.resampled(samples, file.getframerate(), rate)


def _capture(condition, sound):
    dice = Dice("pesq %d" % condition.seed)
    payloads = encoders.payloads(condition.codec, speech.at_rate(sound, encoders.rate_of(condition.codec)))
    call = LabelledCall(
        dice, None, codec="PCMU", packet_time=encoders.FRAME_MS, near="called", rtcp=False,
        seconds=len(payloads) * encoders.FRAME_MS // 1000 + 2, delay=30 * MILLISECOND)
    if condition.codec == "G726-32":
        call.codec = codecs.Codec("G726-32", 97, "G726-32/8000")
    else:
        call.codec = codecs.named(condition.codec, dice.child("number"))
    call.codec.packer = lambda bank, chance, law: lambda payload: payload
    call.establish()
    call.finish("calling")
    speaker = call.speaker("calling", _Ready(payloads))
    speaker.talk(speaker.now + len(payloads) * encoders.FRAME_MS * MILLISECOND - 1)
    call.carry("calling", speaker, lambda packets, chance: _impair(packets, chance, condition))
    return capturefile.pcap(call.wire.frames())


def _impair(packets, dice, condition):
    middle = packets[EDGE:-EDGE]
    count = round(condition.share * len(packets) / 100)
    if condition.pattern == "random":
        for packet in dice.pick(middle, count):
            packet.tap_at = None
    elif condition.pattern == "bursty":
        lost = 0
        while lost < count:
            start, length = dice.below(len(middle)), dice.between(2, 8)
            for packet in middle[start:start + length]:
                if packet.tap_at is not None and lost < count:
                    packet.tap_at = None
                    lost += 1
    elif condition.pattern == "jitter":
        _spikes(middle, dice, count)


def _spikes(packets, dice, late):
    """Queues that fill at once and drain by a packet's length a packet: what waits longer than the buffer is not played."""
    made = 0
    while made < late:
        start, wait = dice.below(len(packets)), dice.between(90, 200) * MILLISECOND
        for packet in packets[start:]:
            if wait <= 0 or packet.tap_at - packet.sent_at > 45 * MILLISECOND:
                break
            packet.tap_at += wait
            made += wait > BUFFER * MILLISECOND
            wait -= encoders.FRAME_MS * MILLISECOND - 400
    for packet in packets:
        packet.tap_at += dice.below(5 * MILLISECOND)



"""What other tools get wrong: each row of the comparison of peers."""

import struct

from . import call as calls
from .call import Call, Packet, talk
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import Tape

GROUP = "Where other tools are wrong"


def conversation(tape, caller, callee, end=None):
    """A whole call with these packets in it."""
    call = Call(tape)
    call.ring_and_answer()
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(end or max(packet.at for packet in caller + callee) + 0.5)
    return call


@situation("healthy call", "an untroubled call, 500 packets each way", "Plain")
def healthy():
    tape = Tape()
    conversation(tape, *Call(Tape()).both_talk())
    return Truth(one_file(tape), clean_pair())


def _mirrored(loss):
    tape = Tape()
    call = Call(tape)
    caller, callee = call.both_talk()
    if loss:
        caller = [packet for packet in caller if packet.sequence % 20 != 7]
    conversation(tape, caller, callee)
    for at, frame, _ in list(tape.frames):
        tape.frame(at + 0.000_02, frame)
    received = len(caller)
    return Truth(
        one_file(tape),
        [Stream(CALLER_SSRC, received, lost=500 - received, duplicated=received, copies=received),
         Stream(CALLEE_SSRC, 500, duplicated=500, copies=500)],
        faults={"media.packet-loss", "media.break-up"} if loss else (), notes={"capture.duplicates"})


@situation("every packet twice", "a mirror port delivers each packet twice, nothing is lost", GROUP)
def mirrored():
    return _mirrored(False)


@situation("every packet twice, 5 % lost", "the same, and one packet in twenty never came", GROUP)
def mirrored_with_loss():
    return _mirrored(True)


@situation("restart with the same SSRC", "the caller's media process restarts in mid-call", GROUP)
def restart():
    tape = Tape()
    first = talk(1.1, 250)
    second = talk(6.2, 250, sequence=48_000, timestamp=3_000_000_000)
    callee = talk(1.105, 500, "callee", sequence=30_000, timestamp=900_000)
    conversation(tape, first + second, callee)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500, epochs=2, jitterBelow=1), Stream(CALLEE_SSRC, 500)])


@situation("fifteen reordered", "fifteen packets overtake their neighbours, nothing is lost", GROUP)
def reordered():
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    for index in range(20, 470, 30):
        caller[index].at, caller[index + 1].at = caller[index + 1].at - 0.001, caller[index].at + 0.001
    conversation(tape, caller, callee)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500, reordered=15), Stream(CALLEE_SSRC, 500)])


@situation("outage of 40,000 packets", "a quarter of an hour of one direction is missing", GROUP)
def outage():
    tape = Tape()
    caller, callee = Call(tape).both_talk(count=45_000)
    conversation(tape, caller[:2_500] + caller[42_500:], callee)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 5_000, lost=40_000), Stream(CALLEE_SSRC, 45_000)],
        faults={"media.packet-loss", "media.break-up"}, never={"capture.drops"})


@situation("delay spikes of 200 ms", "three spikes; all packets come, many too late for a buffer", GROUP)
def spikes():
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    for begin in (100, 220, 340):
        ready = caller[begin].at + 0.19
        for step in range(10):
            caller[begin + step].at = ready + 0.0005 * step
    conversation(tape, caller, callee)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500), Stream(CALLEE_SSRC, 500)], faults={"media.break-up"},
        never={"media.packet-loss"})


@situation("hold", "the caller holds for five seconds and comes back", GROUP)
def hold():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    # Numbers run on after the hold; timestamps follow the clock.
    caller = talk(1.1, 200) + talk(10.1, 200, sequence=1_200, timestamp=50_000 + 450 * 160)
    callee = talk(1.105, 200, "callee", sequence=30_000, timestamp=900_000) + talk(
        10.105, 200, "callee", sequence=30_200, timestamp=900_000 + 450 * 160)
    call.again(5.1, "calling", call.describe("calling", "inactive"), call.describe("called", "inactive"))
    call.again(10.0, "calling", call.describe("calling"), call.describe("called"))
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(15)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 400, epochs=2), Stream(CALLEE_SSRC, 400, epochs=2)])


@situation("silence suppression", "the caller sends comfort noise instead of silence (RFC 3389)", GROUP)
def silence_suppression():
    tape = Tape()
    call = Call(tape, lines=("a=rtpmap:0 PCMU/8000", "a=rtpmap:13 CN/8000"), formats="0 13")
    call.ring_and_answer()
    packets, sequence = [], 1_000
    for turn in range(5):
        begin = turn * 100
        for index in range(40):
            packet = talk(1.1, 500)[begin + index]
            packet.sequence, packet.marker = sequence, index == 0
            packets.append(packet)
            sequence += 1
        packets.append(Packet(1.1 + (begin + 40) * 0.02, sequence, 50_000 + (begin + 40) * 160, bytes([60]), 13))
        sequence += 1
    call.send("calling", packets)
    call.send("called", talk(1.105, 500, "callee", sequence=30_000, timestamp=900_000))
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 205), Stream(CALLEE_SSRC, 500)])


@situation("digital silence", "the called party sends nothing but silence", GROUP)
def digital_silence():
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    for packet in callee:
        packet.payload = b"\xff" * 160
    conversation(tape, caller, callee)
    return Truth(
        one_file(tape), clean_pair(), faults={"media.one-way-audio"}, causes={"media.one-way-audio": "silent-payload"})


@situation("media to a private address", "the answer names a private address; media to it leads nowhere", GROUP)
def private_address():
    tape = Tape()
    call = Call(tape, media=(calls.CALLER_MEDIA, "10.20.30.40:50000"))
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller)
    call.send("called", callee, source=calls.CALLEE_MEDIA)
    call.hang_up(12)
    return Truth(
        one_file(tape), clean_pair(), faults={"media.one-way-audio"},
        causes={"media.one-way-audio": "media-sent-to-private-address"})


@situation("the capture drops packets", "five flows have gaps at the same instants", GROUP, peer=False)
def capture_drops():
    tape = Tape()
    streams = []
    for number in range(5):
        call = Call(tape, "drops %d" % number, caller="198.51.100.%d" % (20 + number),
                    media=("198.51.100.%d:40000" % (20 + number), "203.0.113.24:%d" % (50_000 + 2 * number)))
        call.ring_and_answer(0.1 * number)
        for side, who, base in (("calling", "caller", 0x51), ("called", "callee", 0x61)):
            ssrc = (base + number) << 24 | 0x123456
            packets = talk(1.5 + 0.003 * number, 600, who)
            kept = [packet for packet in packets if not _in_gap(packet.at)]
            call.send(side, kept, ssrc=ssrc)
            streams.append(Stream(ssrc, len(kept), missing=600 - len(kept)))
        call.hang_up(14 + 0.1 * number)
    return Truth(one_file(tape), streams, calls=5, faults={"capture.drops"}, never={"media.packet-loss", "media.break-up"})


def _in_gap(at):
    return any(begin <= at < begin + length for begin, length in ((3.0, 0.3), (6.5, 0.2), (10.0, 0.4)))


@situation("digits on a perfect stream", "four keyed digits (RFC 4733), no jitter at all", GROUP)
def digits():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    packets, sequence = [], 1_000
    for index, packet in enumerate(talk(1.1, 500)):
        begin = next((start for start in (50, 150, 250, 350) if start <= index < start + 8), None)
        if begin is not None:
            step = index - begin
            packet.payload_type, packet.marker = 101, step == 0
            packet.timestamp = 50_000 + begin * 160
            end = step >= 5
            packet.payload = struct.pack("!BBH", 5, (0x80 if end else 0) | 10, min(step + 1, 5) * 160)
        packet.sequence = sequence
        sequence += 1
        packets.append(packet)
    call.send("calling", packets)
    call.send("called", talk(1.105, 500, "callee", sequence=30_000, timestamp=900_000))
    call.hang_up(12)

    def four(report):
        caller = [stream for stream in report["streams"] if stream["ssrc"] == "0xCA11E400"]
        digits = sum(event["digits"] for event in caller[0]["events"] if event["kind"] == "dtmf") if caller else 0
        return [] if digits == 4 else ["%d digits, not 4" % digits]

    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500, jitterBelow=0.2), Stream(CALLEE_SSRC, 500)], check=four)


def _snapped(length):
    tape = Tape()
    tape.snap_length = length
    conversation(tape, *Call(Tape()).both_talk())
    # Of 60 bytes nothing of the signaling is left that ties media to a call.
    calls_seen = 0 if length < 100 else 1
    return Truth(
        one_file(tape), clean_pair(), calls=calls_seen, faults={"capture.truncated-packets"},
        notes={"capture.no-signaling"} if calls_seen == 0 else ())


@situation("snap length 60", "60 bytes of each packet: headers, and no session descriptions", GROUP)
def snapped_short():
    return _snapped(60)


@situation("snap length 400", "400 bytes of each packet: session descriptions are cut", GROUP)
def snapped():
    return _snapped(400)

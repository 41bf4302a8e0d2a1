"""The capture itself: its clock, its drops, what it cannot show."""

import struct

from samples.capturefile import _block, _options, _padded
from samples.packets import ip_packet

from .call import Call, talk
from .cases_peers import conversation
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import Tape

GROUP = "The capture itself"


@situation("the clock of the capture is set back", "its times jump back by ten seconds in mid-call", GROUP, peer=False)
def clock_set_back():
    tape = Tape()
    conversation(tape, *Call(Tape()).both_talk())
    # The later half is written ten seconds too early, in the order of the packets.
    frames = tape.ordered()
    back = [(at + 20 if index < len(frames) // 2 else at + 10, frame, whole)
            for index, (at, frame, whole) in enumerate(frames)]
    return Truth(
        {"capture.pcap": tape.pcap(back)},
        [Stream(CALLER_SSRC, 500, epochs=None), Stream(CALLEE_SSRC, 500, epochs=None)],
        never={"media.packet-loss", "media.one-way-audio"}, faults=None)


@situation("the year 2106", "the seconds of the file's times pass 2^32", GROUP)
def year_2106():
    tape = Tape()
    conversation(tape, *Call(Tape()).both_talk())
    return Truth({"capture.pcap": tape.pcap(base=(1 << 32) - 200)}, clean_pair())


@situation("the interface dropped packets", "pcapng statistics say that the interface dropped 40 packets", GROUP)
def interface_drops():
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    conversation(tape, caller, callee)
    blocks = [
        _block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
        _block(1, struct.pack("<HHI", 1, 0, 262_144) + _options((2, b"eth0"), (9, bytes([6]))))]
    for at, frame, whole in tape.ordered():
        ticks = 1_767_225_600_000_000 + round(at * 1_000_000)
        blocks.append(_block(6, struct.pack("<IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), whole)
                             + _padded(frame)))
    last = 1_767_225_600_000_000 + 12_000_000
    blocks.append(_block(5, struct.pack("<III", 0, last >> 32, last & 0xFFFFFFFF) + _options(
        (4, struct.pack("<Q", 1_047)), (5, struct.pack("<Q", 40)))))
    return Truth({"capture.pcapng": b"".join(blocks)}, clean_pair(), faults={"capture.drops"})


def _report(ssrc, about, lost, highest, at):
    stamp = (0x83AA7E80 + 1_767_225_600 + int(at)) & 0xFFFFFFFF
    return struct.pack("!BBHIIIIII", 0x81, 200, 12, ssrc, stamp, 0, 50_000, 100, 16_000) + struct.pack(
        "!IIIIII", about, lost, highest, 4, 0, 0)


@situation("the receiver got what the capture lacks", "30 packets are not in the capture; the receiver reports no loss",
           GROUP, peer=False)
def receiver_got_them():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    gone = set(range(1_100, 1_110)) | set(range(1_200, 1_220))
    call.send("calling", [packet for packet in caller if packet.sequence not in gone])
    call.send("called", callee)
    for at in (4, 7, 10):
        tape.udp(at, "203.0.113.24:50001", "198.51.100.12:40001",
                 _report(CALLEE_SSRC, CALLER_SSRC, 0, 1_000 + int((at - 1.1) * 50) - 2, at))
    call.hang_up(12)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 470, missing=30), Stream(CALLEE_SSRC, 500)], faults={"capture.drops"},
        never={"media.packet-loss", "media.break-up"})


@situation("the receiver lost them too", "30 packets never came; the receiver reports the same 30 lost", GROUP)
def receiver_lost_them():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    gone = set(range(1_100, 1_110)) | set(range(1_120, 1_140))
    call.send("calling", [packet for packet in caller if packet.sequence not in gone])
    call.send("called", callee)
    for at in (5, 7, 10):
        tape.udp(at, "203.0.113.24:50001", "198.51.100.12:40001",
                 _report(CALLEE_SSRC, CALLER_SSRC, 30, 1_000 + int((at - 1.1) * 50) - 2, at))
    call.hang_up(12)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 470, lost=30), Stream(CALLEE_SSRC, 500)],
        faults={"media.packet-loss", "media.break-up"}, never={"capture.drops"})


@situation("one direction captured", "three calls, of each only what the caller says", GROUP)
def one_direction():
    tape = Tape()
    streams = []
    for number in range(3):
        call = Call(tape, "one direction %d" % number, caller="198.51.100.%d" % (60 + number),
                    media=("198.51.100.%d:40000" % (60 + number), "203.0.113.24:%d" % (50_000 + 2 * number)))
        call.ring_and_answer(0.3 * number)
        call.send("calling", talk(2.2, 400), ssrc=0x30000001 + number)
        streams.append(Stream(0x30000001 + number, 400))
        call.hang_up(11)
    return Truth(one_file(tape), streams, calls=3, faults=None, notes={"capture.one-direction-only"})


@situation("the capture starts in mid-call", "no INVITE, the BYE only; both directions are measured", GROUP)
def starts_late():
    tape = Tape()
    whole = Tape()
    conversation(whole, *Call(Tape()).both_talk())
    tape.frames = [frame for frame in whole.ordered() if frame[0] > 5]
    count = {ssrc: sum(1 for _, frame, _ in tape.frames if frame[50:54] == ssrc.to_bytes(4, "big"))
             for ssrc in (CALLER_SSRC, CALLEE_SSRC)}
    return Truth(
        one_file(tape), [Stream(ssrc, received) for ssrc, received in count.items()],
        notes={"capture.starts-mid-call"})


@situation("the capture ends before the call", "no BYE; the call goes on", GROUP)
def ends_early():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller)
    call.send("called", callee)
    return Truth(one_file(tape), clean_pair(), notes={"capture.ends-early"})


@situation("no media in the capture", "signaling alone: taken where the media does not pass", GROUP)
def signaling_only():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    call.hang_up(12)
    return Truth(one_file(tape), [], notes={"media.no-audio"}, causes={"media.no-audio": "not-visible-from-here"})


@situation("TCP acknowledges what is missing", "a transfer beside the call; six of its segments are not in the capture",
           GROUP)
def acknowledged():
    tape = Tape()
    conversation(tape, *Call(tape).both_talk())
    server, client = "203.0.113.80", "198.51.100.40"
    ports = (443, 51_234)

    def segment(at, is_server, sequence, acknowledgment, size):
        ends, used = ((server, client), ports) if is_server else ((client, server), ports[::-1])
        body = struct.pack("!HHIIBBHHH", *used, sequence, acknowledgment, 5 << 4, 0x10, 65_000, 0, 0) + bytes(size)
        tape.add(at, ip_packet(*ends, 6, body, 64, 0, tape.identification(ends[0])))

    for index in range(200):
        at = 1 + index * 0.04
        if index % 30 != 17:
            segment(at, True, 5_000 + index * 1_000, 900, 1_000)
        segment(at + 0.01, False, 900, 5_000 + (index + 1) * 1_000, 0)
    return Truth(one_file(tape), clean_pair(), faults={"capture.drops"})


@situation("numbers that were never sent", "the caller skips 20 sequence numbers; its IP packets run on", GROUP)
def skipped():
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    kept = [packet for packet in caller if packet.sequence not in range(1_200, 1_220)]
    for number, packet in enumerate(kept):
        packet.identification = 4_000 + number
    conversation(tape, kept, callee)

    def said(report):
        told = [finding for finding in report["findings"] if finding["code"] == "media.packet-loss"]
        if told and "never sent them" in told[0]["summary"]:
            return []
        return ["does not say that they were never sent"]

    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 480, lost=20), Stream(CALLEE_SSRC, 500)],
        faults={"media.packet-loss", "media.break-up"}, check=said)


@situation("numbers that were lost on the way", "20 packets are lost; the numbers of the IP packets are missing too", GROUP)
def lost_on_the_way():
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    conversation(tape, [packet for packet in caller if packet.sequence not in range(1_200, 1_220)], callee)

    def said(report):
        gaps = [stream["numberedGaps"] for stream in report["streams"] if stream["counts"]["lost"]]
        return [] if gaps == [{"sent": 20, "skipped": 0}] else ["numbered gaps %s" % gaps]

    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 480, lost=20), Stream(CALLEE_SSRC, 500)],
        faults={"media.packet-loss", "media.break-up"}, check=said)

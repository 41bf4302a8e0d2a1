"""Each cause of one-way audio, and what is none."""

import struct

from samples.packets import ICMP, icmp_unreachable, ip_packet

from . import call as calls
from .call import Call, talk
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import Tape

GROUP = "Who cannot hear whom, and why"


def _one_way(cause):
    return {"faults": {"media.one-way-audio"}, "causes": {"media.one-way-audio": cause}}


def _rtcp(tape, at, side, blocks, sent=None):
    """A report of that side about the other; a receiver report if it has ``sent`` nothing."""
    ssrc, ends = (CALLER_SSRC, ("198.51.100.12:40001", "203.0.113.24:50001")) if side == "calling" else (
        CALLEE_SSRC, ("203.0.113.24:50001", "198.51.100.12:40001"))
    stamp = (0x83AA7E80 + 1_767_225_600 + int(at)) & 0xFFFFFFFF
    sent = int((at - 1) * 50) if sent is None else sent
    body = struct.pack("!I", ssrc)
    if sent:
        body += struct.pack("!IIIII", stamp, 0, 50_000, sent, sent * 160)
    for about, lost, highest in blocks:
        body += struct.pack("!IIIIII", about, lost, highest, 4, 0, 0)
    name = b"media-%08x" % ssrc
    chunk = struct.pack("!I", ssrc) + b"\x01" + bytes([len(name)]) + name
    chunk += b"\0" * (4 - len(chunk) % 4)
    tape.udp(at, *ends, struct.pack("!BBH", 0x80 | len(blocks), 200 if sent else 201, len(body) // 4) + body
             + struct.pack("!BBH", 0x81, 202, len(chunk) // 4) + chunk)


@situation("one party never sends", "the called party sends no packet in ten seconds", GROUP)
def never_sent():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    call.send("calling", talk(1.1, 500))
    for at in range(3, 11, 3):
        _rtcp(tape, at + 0.2, "called", [(CALLER_SSRC, 0, 1_000 + (at - 1) * 50)], sent=0)
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500)], **_one_way("peer-never-sent"))


@situation("lost before the capture", "the called party reports packets sent, and none passes here", GROUP)
def lost_before():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    call.send("calling", talk(1.1, 500))
    for at in range(3, 11, 3):
        _rtcp(tape, at + 0.2, "called", [(CALLER_SSRC, 0, 1_000 + (at - 1) * 50)])
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500)], **_one_way("lost-before-capture"))


@situation("nobody sends", "both agreed to audio, neither sends; reports of both pass", GROUP)
def nobody_sends():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    for at in range(3, 11, 3):
        _rtcp(tape, at, "calling", [], sent=0)
        _rtcp(tape, at + 0.3, "called", [], sent=0)
    call.hang_up(12)
    return Truth(one_file(tape), [], faults={"media.no-audio"}, causes={"media.no-audio": "peer-never-sent"})


@situation("refused by ICMP", "the caller's host says that nothing listens on its port", GROUP)
def refused():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller)
    for packet in callee:
        sent = tape.udp(packet.at, calls.CALLEE_MEDIA, calls.CALLER_MEDIA, packet.bytes(CALLEE_SSRC))
        if packet.sequence % 25 == 0:
            tape.add(packet.at + 0.001, ip_packet(
                "198.51.100.12", "203.0.113.24", ICMP, icmp_unreachable(sent), 64, 0,
                tape.identification("198.51.100.12")))
    call.hang_up(12)
    return Truth(one_file(tape), clean_pair(), **_one_way("port-unreachable"))


@situation("sent to the wrong port", "the called party sends to a port that the caller never named", GROUP)
def wrong_port():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller)
    call.send("called", callee, destination="198.51.100.12:41234")
    call.hang_up(12)
    return Truth(one_file(tape), clean_pair(), **_one_way("media-sent-to-wrong-port"))


@situation("acknowledged by nobody", "the caller's packets pass; the called party's reports never name them", GROUP)
def unacknowledged():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=900)
    call.send("calling", caller)
    call.send("called", callee)
    for at in range(3, 19, 3):
        _rtcp(tape, at, "calling", [(CALLEE_SSRC, 0, 30_000 + (at - 1) * 50)])
        _rtcp(tape, at + 0.3, "called", [])
    call.hang_up(20)
    return Truth(one_file(tape), clean_pair(900), **_one_way("receiver-reports-nothing"))


@situation("reported lost", "the caller's packets pass; the called party reports nearly all of them lost", GROUP)
def reported_lost():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=900)
    call.send("calling", caller)
    call.send("called", callee)
    for at in range(3, 19, 3):
        _rtcp(tape, at, "calling", [(CALLEE_SSRC, 0, 30_000 + (at - 1) * 50)])
        sent = (at - 1) * 50
        _rtcp(tape, at + 0.3, "called", [(CALLER_SSRC, 0xF0 << 24 | int(sent * 0.94), 1_000 + sent)])
    call.hang_up(20)
    return Truth(
        one_file(tape), clean_pair(900), faults=None, causes={"media.one-way-audio": "blocked-beyond-capture"},
        notes={"media.one-way-audio"})


@situation("blocked in mid-call", "acknowledged for five seconds; then the same last packet, report after report", GROUP)
def blocked_midway():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=1_500)
    call.send("calling", caller)
    call.send("called", callee)
    for at in range(3, 31, 3):
        _rtcp(tape, at, "calling", [(CALLEE_SSRC, 0, 30_000 + (at - 1) * 50)])
        _rtcp(tape, at + 0.3, "called", [(CALLER_SSRC, 0, 1_000 + (min(at, 6) - 1) * 50)])
    call.hang_up(32)
    return Truth(one_file(tape), clean_pair(1_500), **_one_way("blocked-beyond-capture"))


@situation("a payload type nobody agreed on", "the called party sends GSM, which the caller did not offer", GROUP)
def not_negotiated():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    for packet in callee:
        packet.payload_type, packet.payload = 3, b"\xd0" + packet.payload[:32]
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(12)
    return Truth(one_file(tape), clean_pair(), **_one_way("payload-not-negotiated"))


@situation("one side encrypts, the other does not", "SAVP offered, AVP answered", GROUP)
def encryption_mismatch():
    tape = Tape()
    key = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0"
    call = Call(tape)
    call.lines["calling"].append(key)
    offer = call.describe("calling").replace("RTP/AVP", "RTP/SAVP")
    call.ring(offer=offer)
    call.answer()
    caller, callee = call.both_talk()
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(12)
    return Truth(
        one_file(tape), clean_pair(), faults=None, notes={"media.one-way-audio"} if False else (),
        check=lambda report: [] if any(
            finding["cause"] == "encryption-mismatch" for finding in report["findings"]) else ["no encryption mismatch"])


def _stops(sent):
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=1_000)
    call.send("calling", caller)
    call.send("called", callee[:250])
    for at in range(3, 21, 3):
        _rtcp(tape, at + 0.3, "called", [(CALLER_SSRC, 0, 1_000 + (at - 1) * 50)], sent=sent(at))
    call.hang_up(22)
    return tape, [Stream(CALLER_SSRC, 1_000), Stream(CALLEE_SSRC, 250)]


@situation("muted in mid-call", "the called party stops sending after five seconds, as its reports say: no fault", GROUP)
def muted():
    tape, streams = _stops(lambda at: min(250, (at - 1) * 50))
    return Truth(one_file(tape), streams, never={"media.one-way-audio"})


@situation("cut off in mid-call", "its packets stop after five seconds, and its reports go on counting", GROUP)
def cut_off():
    tape, streams = _stops(lambda at: (at - 1) * 50)
    return Truth(one_file(tape), streams, **_one_way("lost-before-capture"))


@situation("held to the end", "the called party is put on hold and the call ends there: no fault", GROUP)
def held():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    call.again(4.1, "calling", call.describe("calling", "sendonly"), call.describe("called", "recvonly"))
    call.send("calling", talk(1.1, 500))
    call.send("called", talk(1.105, 150, "callee", sequence=30_000, timestamp=900_000))
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500), Stream(CALLEE_SSRC, 150)])


@situation("cancelled", "the caller gives up while it rings: no fault of the media", GROUP)
def cancelled():
    tape = Tape()
    call = Call(tape)
    call.ring()
    call.request(5, "calling", "CANCEL", same_transaction=True, established=False)
    call.response(5.02, "called", 200, "CANCEL")
    call.response(5.03, "called", 487, "INVITE")
    call.request(5.05, "calling", "ACK", same_transaction=True, established=False)
    return Truth(one_file(tape), [], outcome="cancelled")


@situation("busy", "486: no fault of the media, and named", GROUP)
def busy():
    tape = Tape()
    call = Call(tape)
    call.ring()
    call.response(2, "called", 486, "INVITE")
    call.request(2.03, "calling", "ACK", same_transaction=True, established=False)
    return Truth(one_file(tape), [], outcome="rejected", faults=None)

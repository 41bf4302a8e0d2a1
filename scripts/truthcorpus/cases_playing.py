"""What receivers make of arrivals, and why calls drop: the kinds that fresh captures showed."""

import struct

from .call import Call, Packet, talk
from .cases_peers import conversation
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import Tape

GROUP = "Playing like a receiver"
DROPPED = "Why calls drop"


def _pair(count=1_000):
    return Call(Tape()).both_talk(count=count)


def _first(report):
    """The stream of the caller."""
    return next(stream for stream in report["streams"] if int(stream["ssrc"], 16) == CALLER_SSRC)


@situation("one step of 250 ms", "from one packet on, all of the caller's come 250 ms later", GROUP)
def one_step():
    tape = Tape()
    caller, callee = _pair()
    for packet in caller[400:]:
        packet.at += 0.25

    def check(report):
        steps = _first(report)["delaySteps"]
        if len(steps) == 1 and abs(steps[0]["milliseconds"] - 250) < 5:
            return []
        return ["steps: %s" % steps]

    conversation(tape, caller, callee)
    return Truth(
        one_file(tape), clean_pair(1_000), faults={"media.delay-step"}, never={"media.break-up"}, check=check)


@situation("a sender 5 % slow", "packets of 20 ms leave every 21 ms", GROUP)
def slow_sender():
    tape = Tape()
    caller, callee = _pair(1_500)
    for index, packet in enumerate(caller):
        packet.at += 0.001 * index

    def check(report):
        clock = _first(report)["senderClock"]
        return [] if clock and abs(clock["partsPerMillion"] - 50_000) < 5_000 else ["clock: %s" % clock]

    conversation(tape, caller, callee)
    return Truth(
        one_file(tape), clean_pair(1_500), faults={"media.break-up", "media.sender-clock"}, never={"media.delay-step"},
        check=check)


@situation("stalls of 450 ms", "every two seconds the caller's packets are held and come at once", GROUP)
def stalls():
    tape = Tape()
    caller, callee = _pair()
    for begin in range(60, 1_000, 100):
        ready = caller[begin].at + 0.45
        for place, packet in enumerate(caller[begin:begin + 23]):
            packet.at = ready + 0.0002 * place
    conversation(tape, caller, callee)
    return Truth(
        one_file(tape), clean_pair(1_000), faults={"media.break-up"}, never={"media.packet-loss", "media.sender-clock"})


@situation("packets in two pieces", "100 ms of sound leave as 75 ms and 25 ms at once, as where the MTU is small", GROUP)
def two_pieces():
    tape = Tape()
    caller, callee = [], talk(1.105, 500, "callee", sequence=30_000, timestamp=900_000)
    whole = talk(1.1, 100, milliseconds=100)
    for index, packet in enumerate(whole):
        for part, (start, end) in enumerate(((0, 600), (600, 800))):
            caller.append(Packet(
                packet.at + 0.0001 * part, 1_000 + 2 * index + part, packet.timestamp + start, packet.payload[start:end]))
    conversation(tape, caller, callee)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 200), Stream(CALLEE_SSRC, 500)], faults=(),
        never={"media.break-up"})


@situation("empty packets with old timestamps", "keep-alives without sound among the caller's packets", GROUP)
def keep_alives():
    tape = Tape()
    caller, callee = _pair(500)
    for packet in caller[40::40]:
        packet.payload, packet.timestamp = b"", 50_000
    conversation(tape, caller, callee)
    return Truth(one_file(tape), clean_pair(), never={"media.break-up", "media.jitter"})


@situation("an hour ahead", "the caller's timestamps jump by an hour, its numbers run on", GROUP)
def hour_ahead():
    tape = Tape()
    caller, callee = _pair(500)
    for packet in caller[250:]:
        packet.timestamp += 8_000 * 3_600
    conversation(tape, caller, callee)
    return Truth(one_file(tape), clean_pair(), faults={"media.sender-clock"}, never={"media.break-up"})


@situation("119 packets in 20 ms", "number and timestamp jump alike: packets are lost, however fast", GROUP)
def fast_jump():
    tape = Tape()
    caller, callee = _pair(700)
    gone = caller[300:419]
    for packet in caller[419:]:
        packet.at -= 0.02 * len(gone)
    conversation(tape, caller[:300] + caller[419:], callee)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 581, lost=119), Stream(CALLEE_SSRC, 700)],
        faults={"media.packet-loss", "media.break-up"})


@situation("digits within RED", "three keys as telephone events in redundant packets (RFC 2833, figure 2)", GROUP, peer=False)
def digits_in_red():
    tape = Tape()
    lines = ["a=rtpmap:0 PCMU/8000", "a=rtpmap:97 telephone-event/8000", "a=rtpmap:96 red/8000", "a=fmtp:96 97/97/97"]
    call = Call(tape, lines=lines, formats="0 96 97")
    call.ring_and_answer()
    _, callee = call.both_talk(count=100)
    # Each packet tells of its own digit and of those before: 9, 1, 1, and the last again.
    events = [(9, 58_800, 1_600), (1, 63_600, 1_600), (1, 70_000, 400)]
    caller = talk(1.1, 50)
    for index, known in enumerate((events[:1], events[:2], events, events)):
        newest = known[-1][1]
        blocks = b"".join(
            struct.pack("!B", 0x80 | 97) + struct.pack("!I", (newest - begun) << 10 | 4)[1:] for _, begun, _ in known[:-1])
        bodies = b"".join(struct.pack("!BBH", digit, 0x80 | 7, length) for digit, _, length in known)
        caller.append(Packet(2.2 + 0.05 * index, 1_050 + index, newest, blocks + b"\x61" + bodies, 96, index == 0))
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(4)

    def check(report):
        digits = sum(event["digits"] for event in _first(report)["events"] if event["kind"] == "dtmf")
        return [] if digits == 3 else ["%d digits" % digits]

    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 54), Stream(CALLEE_SSRC, 100)], faults=None, check=check)


@situation("ten packets of 128 ms", "PCMU in packets of 1,024 bytes, evenly", GROUP)
def long_packets():
    tape = Tape()
    caller = talk(1.1, 80, milliseconds=128)
    callee = talk(1.105, 500, "callee", sequence=30_000, timestamp=900_000)
    conversation(tape, caller, callee)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 80), Stream(CALLEE_SSRC, 500)], never={"media.codec-mismatch"})


@situation("a stranger on the same port", "a third host sends audio to the called party's port for six seconds", GROUP)
def crosstalk():
    tape = Tape()
    caller, callee = _pair(500)
    call = conversation(tape, caller, callee)
    stranger = talk(3, 300, sequence=7_000, timestamp=400_000)
    call.send("calling", stranger, ssrc=0x57A96E12, source="192.0.2.77:30000")
    return Truth(
        one_file(tape), clean_pair() + [Stream(0x57A96E12, 300)], faults={"media.crosstalk"}, never={"media.one-way-audio"})


def _call(end, reason=None, answered=True, copies=1):
    """A call with ten seconds of audio, and the BYE that ends it."""
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=500)
    call.send("calling", caller)
    call.send("called", callee)
    bye = call.dialog.request("BYE", "called", extra=[("Reason", reason)] if reason else ())
    for index in range(copies):
        call.send_message(end + (0, 0.5, 1.5, 3.5, 7.5, 11.5)[index], "called", bye)
    if answered:
        call.response(end + 0.03, "calling", 200, "BYE")
    return tape


@situation("hung up normally", "the BYE says: normal call clearing", DROPPED)
def normal_end():
    return Truth(
        one_file(_call(12, 'Q.850;cause=16;text="Normal call clearing"')), clean_pair(), never={"signaling.call-dropped"})


@situation("dropped for want of media", "the BYE says: RTP timeout", DROPPED)
def media_timeout():
    return Truth(
        one_file(_call(12, 'SIP;cause=200;text="RTP Timeout"')), clean_pair(), faults={"signaling.call-dropped"})


@situation("session called over", "the BYE says: session timeout", DROPPED)
def session_timeout():
    return Truth(
        one_file(_call(12, 'SIP;cause=408;text="Session timeout"')), clean_pair(),
        faults={"signaling.session-timer-teardown"})


@situation("a BYE that nobody answers", "it is sent six times while the other side goes on sending", DROPPED)
def lost_bye():
    return Truth(
        one_file(_call(4, answered=False, copies=6)), clean_pair(), faults={"signaling.release-not-answered"},
        never={"media.one-way-audio"})


@situation("an ACK that does not arrive", "it goes to a private address, and the 200 is repeated", DROPPED)
def lost_ack():
    tape = Tape()
    call = Call(tape)
    call.ring()
    answer = call.dialog.response(200, "called", "INVITE", body=call.describe("called"))
    ack = call.dialog.request("ACK", "calling")
    for at in (1, 1.5, 2.5, 4.5, 8.5):
        call.send_message(at, "called", answer)
        tape.udp(at + 0.03, "198.51.100.10:5060", "10.20.0.5:5060", ack)
    caller, callee = call.both_talk(count=500)
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(12)
    return Truth(one_file(tape), clean_pair(), faults={"signaling.no-acknowledgement"})


@situation("an INVITE that nobody answers", "five copies in eight seconds; other traffic of the host goes on", DROPPED)
def unanswered_invite():
    tape = Tape()
    call = Call(tape)
    invite = call.dialog.request("INVITE", "calling", body=call.describe("calling"), established=False)
    for at in (0, 0.5, 1.5, 3.5, 7.5):
        call.send_message(at, "calling", invite)
    for at in range(20):
        tape.udp(at, "198.51.100.10:5353", "203.0.113.9:5353", bytes(60))
    return Truth(one_file(tape), [], faults={"signaling.call-failed"}, outcome="failed")

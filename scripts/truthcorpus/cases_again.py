"""Calls one after another on the same addresses, ports and SSRCs."""

from .call import Call, talk
from .cases_one_way import _rtcp
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, one_file, situation
from .tape import Tape

GROUP = "Ports used again"


def _bound(calls):
    """Each call has one stream of each source."""

    def check(report):
        return ["%s has %d streams" % (call["id"], len(call["streams"]))
                for call in report["calls"] if len(call["streams"]) != 2] + (
                    [] if len(report["calls"]) == calls else ["%d calls" % len(report["calls"])])

    return check


def _begin_anew(tape, gap=10.0, lost=()):
    """Three calls whose numbers begin anew."""
    for number in range(3):
        call = Call(tape, "again %d" % number)
        begin = number * gap
        call.ring_and_answer(begin)
        caller = talk(begin + 1.1, 300, sequence=1_000 + 9_000 * number, timestamp=50_000 + 77_777_777 * number)
        call.send("calling", [packet for index, packet in enumerate(caller) if (number, index) not in lost])
        call.send("called", talk(begin + 1.105, 300, "callee", sequence=30_000 - 9_000 * number,
                                 timestamp=900_000 + 1_234_567_890 * number))
        call.hang_up(begin + 7.5)


@situation("ports used again at once", "the next INVITE comes 100 ms after BYE; the second call loses ten packets", GROUP)
def at_once():
    tape = Tape()
    lost = {(1, index) for index in range(100, 110)}
    _begin_anew(tape, gap=7.6, lost=lost)
    streams = [Stream(CALLER_SSRC, 300), Stream(CALLER_SSRC, 290, lost=10), Stream(CALLER_SSRC, 300)]
    return Truth(
        one_file(tape), streams + [Stream(CALLEE_SSRC, 300)] * 3, calls=3, faults=None, notes={"media.packet-loss"},
        check=_bound(3))


@situation("ports used again, every packet twice", "a mirror port doubles three calls on the same ports", GROUP)
def doubled():
    tape = Tape()
    _begin_anew(tape)
    tape.frames += [(at + 0.00005, frame, whole) for at, frame, whole in tape.frames]
    streams = [Stream(ssrc, 300, duplicated=300, copies=300) for ssrc in (CALLER_SSRC, CALLEE_SSRC) for _ in range(3)]
    return Truth(one_file(tape), streams, calls=3, notes={"capture.duplicates"}, check=_bound(3))


def _running_on(silent):
    """Two calls over a gateway that keeps its numbers running, with a silence between them or without."""
    tape = Tape()
    for number, begin in enumerate((0, 9)):
        call = Call(tape, "on %d" % number)
        call.ring_and_answer(begin)
        call.hang_up(begin + 7)
    for side, who, start, sequence in (("calling", "caller", 1.1, 65_300), ("called", "callee", 1.105, 30_000)):
        packets = talk(start, 700, who, sequence=sequence, timestamp=4_294_900_000)
        call.send(side, [packet for index, packet in enumerate(packets) if not (silent and 295 <= index < 450)])
    return tape


@situation("ports used again, numbers that run on", "a gateway's sequence numbers run on over the silence between two calls", GROUP)
def run_on():
    # 10.1 s after the start of the media the second call is there; the numbers of the silence are nobody's loss.
    streams = [Stream(ssrc, count) for ssrc in (CALLER_SSRC, CALLEE_SSRC) for count in (295, 250)]
    return Truth(one_file(_running_on(True)), streams, calls=2, check=_bound(2))


@situation("ports used again, media that never stops", "a gateway sends on between two calls: cut at the second answer", GROUP)
def never_stops():
    # The second 200 comes at 10.0 s: packets 445 of each side and those after it are of the second call.
    streams = [Stream(ssrc, count) for ssrc in (CALLER_SSRC, CALLEE_SSRC) for count in (445, 255)]
    return Truth(one_file(_running_on(False)), streams, calls=2, check=_bound(2))


@situation("ports used again, reports of each call", "the receiver reports 20 lost in the second call and none in the first", GROUP)
def reports():
    tape = Tape()
    _begin_anew(tape)
    for number, lost in ((0, 0), (1, 20)):
        for at in (3, 5, 7):
            _rtcp(tape, number * 10 + at, "called", [
                (CALLER_SSRC, lost, 1_000 + 9_000 * number + (at - 1) * 50)], sent=(at - 1) * 50)

    def told(report):
        mine = sorted((stream for stream in report["streams"] if stream["ssrc"] == "0xCA11E400"),
                      key=lambda stream: stream["startedAt"])
        said = [stream["rtcp"] and stream["rtcp"]["receiverReports"] for stream in mine]
        return _bound(3)(report) + ([] if said == [3, 3, None] else ["receiver reports %s" % said])

    streams = [Stream(ssrc, 300) for ssrc in (CALLER_SSRC, CALLEE_SSRC) for _ in range(3)]
    return Truth(one_file(tape), streams, calls=3, faults=None, never={"media.no-audio"}, check=told)

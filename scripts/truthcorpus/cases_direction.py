"""A capture of one direction, or one-way audio: what one call can show, and what it cannot."""

from . import call as calls
from .call import Call, talk
from .cases_one_way import _rtcp
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, one_file, situation
from .tape import Tape

GROUP = "One direction captured, or one-way audio"


def _only(call, wanted):
    """Lets only the messages of one side onto the tape."""
    call.send_message = lambda at, side, text: call._datagram(at, side, text) if side == wanted else None


@situation("one call, the caller's packets alone", "INVITE, ACK, BYE and media of the caller: ACK and BYE need an answer", GROUP)
def caller_alone():
    tape = Tape()
    call = Call(tape)
    _only(call, "calling")
    call.ring_and_answer()
    call.send("calling", talk(1.1, 2_000))
    call.hang_up(42, "calling")
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 2_000)], faults={"capture.one-direction-only"}, outcome="unknown",
        never={"signaling.call-failed", "media.no-audio", "media.one-way-audio"})


@situation("one call, the called party's packets alone", "180, 200 that is not repeated, media and BYE of the called party", GROUP)
def called_alone():
    tape = Tape()
    call = Call(tape)
    _only(call, "called")
    call.ring_and_answer()
    call.send("called", talk(1.1, 500, "callee"))
    call.hang_up(12, "called")
    return Truth(
        one_file(tape), [Stream(CALLEE_SSRC, 500)], faults={"capture.one-direction-only"}, outcome="answered",
        never={"capture.starts-mid-call", "media.no-audio", "media.one-way-audio"})


@situation("no signaling, one direction, reports of the other", "the caller's reports count packets that are not here", GROUP)
def reported():
    tape = Tape()
    calls.send(tape, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, CALLER_SSRC, talk(1.1, 500))
    for at in range(3, 11, 3):
        _rtcp(tape, at, "calling", [(CALLEE_SSRC, 0, 30_000 + (at - 1) * 50)])
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500)], calls=0, faults={"capture.one-direction-only"},
        notes={"capture.no-signaling"})


@situation("no signaling, one direction, reports without progress", "the caller's reports name one packet of the other side, "
           "again and again: nothing more came to it", GROUP)
def reported_once():
    tape = Tape()
    calls.send(tape, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, CALLER_SSRC, talk(1.1, 500))
    for at in range(3, 11, 3):
        _rtcp(tape, at, "calling", [(CALLEE_SSRC, 0, 30_001)])
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500)], calls=0, never={"capture.one-direction-only"},
        notes={"capture.no-signaling"})


@situation("no signaling, one direction, nothing else", "a stream whose opposite is nowhere: it cannot be told why", GROUP)
def nothing_else():
    tape = Tape()
    calls.send(tape, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, CALLER_SSRC, talk(1.1, 500))
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500)], calls=0,
        never={"capture.one-direction-only", "media.one-way-audio"}, notes={"capture.no-signaling"})


@situation("an INVITE and media, nothing else", "nothing shows that the call was ever answered: it cannot be told why", GROUP)
def invite_only():
    tape = Tape()
    call = Call(tape)
    _only(call, "calling")
    call.ring()
    call.send("calling", talk(1.1, 500))
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500)],
        never={"capture.one-direction-only", "media.one-way-audio"}, outcome="in-progress")


@situation("audio that takes another way", "signaling of both sides; the caller reports receiving audio that is not here: the "
           "network may route it apart, so a note and no fault", GROUP)
def another_way():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    call.send("calling", talk(1.1, 500))
    for at in range(3, 11, 3):
        _rtcp(tape, at, "calling", [(CALLEE_SSRC, 0, 30_000 + (at - 1) * 50)])
    call.hang_up(12)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500)], notes={"media.one-way-audio"},
        causes={"media.one-way-audio": "not-visible-from-here"}, never={"capture.one-direction-only"})

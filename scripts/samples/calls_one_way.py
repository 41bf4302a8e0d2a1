"""Calls in which somebody hears nothing, each for another reason."""

from .cast import Stage, carrier, office
from .catalog import CallSample
from .instant import SECOND

NOT_THIS = ["media.packet-loss", "media.jitter", "signaling.call-failed", "capture.drops", "capture.duplicates",
            "capture.one-direction-only"]


def _talk(stage, call, seconds, silent=()):
    begin = call.ring_and_answer(call.invite(stage.at))
    stop = call.hang_up("calling", begin["called"] + seconds * SECOND)
    for side in ("calling", "called"):
        if side not in silent:
            sender = call.sender(side, begin[side])
            sender.talk(stop[side])
            call.carry(side, sender)
    call.report(begin, stop, stage.names(call))


def no_return(dice, at):
    stage = Stage(dice, at, near="called")
    _talk(stage, stage.call(office("+442079460201"), carrier("+12125550131")), 12, silent=("called",))
    return stage


def private_address(dice, at):
    stage = Stage(dice, at)
    branch = carrier("+12125550142", 41_002, media="203.0.113.77", address="203.0.113.77")
    branch["agent"].update(domain="branch.example.net", product="Sample-Phone/2.4")
    branch["advertised"] = "192.168.40.23"
    call = stage.call(office("+442079460018", 40_104), branch)
    call.media["calling"].delivers = False
    _talk(stage, call, 12)
    return stage


class Refusal:
    """A packet filter that answers with ICMP: six errors at once at most, then one a second."""

    def __init__(self, host):
        self.host = host
        self._credit = 6 * SECOND
        self._last = None

    def allows(self, at):
        """Whether an error may be sent at that instant."""
        if self._last is not None:
            if at < self._last:
                return False
            self._credit = min(6 * SECOND, self._credit + at - self._last)
        self._last = at
        if self._credit < SECOND:
            return False
        self._credit -= SECOND
        return True


def port_unreachable(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460202"), carrier("+12125550133"))
    call.media["calling"].delivers = False
    call.media["calling"].refused_by = Refusal(call.media["called"].host)
    _talk(stage, call, 12)
    return stage


def no_audio(dice, at):
    stage = Stage(dice, at)
    _talk(stage, stage.call(office("+442079460203"), carrier("+12125550134")), 13, silent=("calling", "called"))
    return stage


def _one_way(cause, cannot_hear):
    return [{"code": "media.one-way-audio", "cause": cause, "cannotHear": cannot_hear}]


SAMPLES = [
    CallSample(
        "one-way-no-return", "The called party never sends", "2026-11-23T13:40:55.500Z", no_return,
        findings=_one_way("peer-never-sent", "calling"), forbidden=["media.no-audio"] + NOT_THIS,
        story="The called side answers `sendrecv`, receives the caller’s voice, and never sends a single RTP packet."
              " The capture was made beside the called side (its packets arrive with a time to live of 63).",
        look=["The called side’s RTCP passes the same point all along: receiver reports about the caller’s stream, and"
              " no sender report. It says itself that it sent nothing."]),
    CallSample(
        "one-way-private-address", "Voice sent to a private address", "2026-11-23T14:03:07.120Z", private_address,
        findings=_one_way("media-sent-to-private-address", "called"), forbidden=["media.no-audio"] + NOT_THIS,
        story="The called telephone is behind a router that translates addresses. Its signaling comes from"
              " 203.0.113.77, but in the 200 it asks for its audio at 192.168.40.23, an address that exists"
              " only inside"
              " its own network. The caller does as told and sends there: the called party hears nothing. The other"
              " direction is fine. Captured on the public side of the caller’s network.",
        look=["The connection line (`c=`) of the 200 against the source address of the same packet.",
              "The caller’s RTP goes to 192.168.40.23, which no router on the Internet forwards.",
              "The called side’s sender reports contain no report about the caller’s stream: it hears nothing of it.",
              "The submission `one-way-audio` is about this call."]),
    CallSample(
        "one-way-port-unreachable", "Voice refused at the called side", "2026-11-23T13:46:18.745Z", port_unreachable,
        findings=_one_way("port-unreachable", "called"), forbidden=["media.no-audio"] + NOT_THIS,
        story="A packet filter at the called side refuses the caller’s RTP with ICMP port unreachable (at most one"
              " error a second after the first six, as such filters do). The caller’s telephone takes no notice and"
              " goes on sending. What the called side sends arrives.",
        look=["The ICMP errors quote the refused RTP packets, as they were nine routers later: same identification,"
              " smaller time to live.",
              "A quoted packet is not one more RTP packet of the stream.",
              "The called side’s sender reports contain no report about the caller’s stream."]),
    CallSample(
        "no-audio", "Nobody sends", "2026-11-23T13:52:40.160Z", no_audio,
        findings=[{"code": "media.no-audio", "cause": "peer-never-sent"}],
        forbidden=["media.one-way-audio"] + NOT_THIS,
        story="The call is answered, both sides agree on `sendrecv`, and for thirteen seconds neither sends a single"
              " RTP packet. Then the caller hangs up.",
        look=["Both sides’ RTCP passes: receiver reports that report on nothing. So media would be seen here, and"
              " neither side sent or received any."]),
]

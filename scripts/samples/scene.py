"""One call on a wire: signaling in order, media both ways, reports, and what was really so."""

from .instant import MILLISECOND, SECOND, rfc3339
from .packets import CLASS_SELECTOR_3, EXPEDITED_FORWARDING, Endpoint, Host
from .rtcp import Reporter
from .rtp import PCMU, TELEPHONE_EVENT, RTPSender
from .sip import Dialog, UserAgent, session_description
from .speech import Voice, encoder

DIRECTIONS = {"calling": "calling-to-called", "called": "called-to-calling"}


def other(side):
    """The opposite side."""
    return "called" if side == "calling" else "calling"


class MediaEnd:
    """Where a side sends RTP from, where to, and whether what it sends reaches the other side."""

    def __init__(self, host, port, advertised):
        self.host = host
        self.source = Endpoint(host.address, port)
        self.advertised = advertised
        self.target = None
        self.delivers = True
        self.refused_by = None
        self.senders = []


class Scene:
    """One call. Times given are those of sending; the capture point sees them a little later."""

    def __init__(self, dice, wire, calling, called, codecs=(PCMU, TELEPHONE_EVENT), packet_time=20, hosts=None):
        self.dice = dice
        self.wire = wire
        self.codecs = codecs
        self.packet_time = packet_time
        self.agents = {"calling": UserAgent(**calling["agent"]), "called": UserAgent(**called["agent"])}
        self.dialog = Dialog(dice.child("dialog"), self.agents["calling"], self.agents["called"])
        self._hosts = {} if hosts is None else hosts
        self.signaling = {side: self.host(agent.endpoint.address) for side, agent in self.agents.items()}
        self.media = {}
        for side, party in (("calling", calling), ("called", called)):
            host = self.host(party["media"])
            advertised = Endpoint(party.get("advertised", party["media"]), party["port"])
            self.media[side] = MediaEnd(host, party["port"], advertised)
        for side in self.media:
            self.media[side].target = self.media[other(side)].advertised
        self._session = {side: dice.bits(30) for side in self.media}
        self.facts = {
            "callID": self.dialog.call_id, "callingNumber": self.agents["calling"].number,
            "calledNumber": self.agents["called"].number, "startedAt": None, "answeredAt": None, "endedAt": None,
            "outcome": "unknown", "finalStatus": None,
        }

    def host(self, address):
        """The host of an address; one address counts its packets once, whatever it sends."""
        if address not in self._hosts:
            self._hosts[address] = Host(address, self.dice.child("host " + address).below(60_000))
        return self._hosts[address]

    # Signaling

    def say(self, side, message, at):
        """Sends a SIP message; answers when it passed the capture point and when it arrived."""
        datagram = self.wire.send(
            self.signaling[side], side, self.agents[side].endpoint, self.agents[other(side)].endpoint, message, at,
            CLASS_SELECTOR_3, self.wire.transit(side, at))
        return datagram.tap_at, datagram.arrives_at

    def description(self, side, version=1, direction="sendrecv", codecs=None):
        """The session description of a side."""
        where = self.media[side].advertised
        return session_description(
            where.address, where.port, codecs or self.codecs, self._session[side], version, direction,
            self.packet_time)

    def invite(self, at, extra=(), codecs=None):
        """The first INVITE, or the one with credentials; answers when it arrives."""
        body = self.description("calling", codecs=codecs)
        seen, arrived = self.say(
            "calling", self.dialog.request("INVITE", "calling", body, extra, established=False), at)
        if self.facts["startedAt"] is None:
            self.facts["startedAt"] = seen
        return arrived

    def respond(self, status, at, body="", extra=(), tag=None):
        """A response to the INVITE; answers when it arrives."""
        seen, arrived = self.say(
            "called", self.dialog.response(status, "called", "INVITE", body, extra, tag), at)
        if status == 200 and self.facts["answeredAt"] is None:
            self.facts.update(answeredAt=seen, outcome="answered", finalStatus=200)
        if status >= 300 and status != 407:
            self.facts.update(endedAt=seen, finalStatus=status)
        return arrived

    def acknowledge(self, at, refused=False):
        """The ACK; answers when it arrives."""
        message = self.dialog.request("ACK", "calling", same_transaction=refused, established=not refused)
        return self.say("calling", message, at)[1]

    def ring_and_answer(self, at, ring=2 * SECOND, body=None):
        """100 and 180 from the arrival of the INVITE at ``at``, then 200 and ACK.

        Answers when each side may begin to send: the called one as it answers, the calling one as it hears so.
        """
        self.respond(100, at + 3 * MILLISECOND)
        self.respond(180, at + 140 * MILLISECOND)
        return self.answer(at + ring, body)

    def answer(self, at, body=None):
        """200 and ACK."""
        heard = self.respond(200, at, self.description("called") if body is None else body)
        self.acknowledge(heard + 4 * MILLISECOND)
        return {"calling": heard + 10 * MILLISECOND, "called": at + 6 * MILLISECOND}

    def renegotiate(self, at, version, direction, answer_direction):
        """A re-INVITE of the calling side, answered and acknowledged; answers when each side knows."""
        body = self.description("calling", version, direction)
        arrived = self.say("calling", self.dialog.request("INVITE", "calling", body), at)[1]
        reply = self.description("called", version, answer_direction)
        message = self.dialog.response(200, "called", "INVITE", reply)
        heard = self.say("called", message, arrived + 5 * MILLISECOND)[1]
        self.say("calling", self.dialog.request("ACK", "calling"), heard + 3 * MILLISECOND)
        return {"calling": heard, "called": arrived}

    def hang_up(self, side, at):
        """BYE and its 200; answers when each side stops sending."""
        seen, arrived = self.say(side, self.dialog.request("BYE", side), at)
        self.facts["endedAt"] = seen
        self.say(other(side), self.dialog.response(200, other(side), "BYE"), arrived + 3 * MILLISECOND)
        return {side: at, other(side): arrived}

    # Media

    def voice(self, side, **options):
        """A voice for a side; the two take turns."""
        pitch = {"calling": 118, "called": 205}[side]
        return Voice(self.dice.child("voice " + side), pitch, speaks_first=side == "called", **options)

    def sender(self, side, start, sound=None, payload_type=PCMU, **options):
        """A new RTP sender of a side."""
        sound = sound or self.voice(side)
        name = "sender %s %d" % (side, len(self.media[side].senders))
        sender = RTPSender(
            self.dice.child(name), sound, encoder(payload_type), start, payload_type, self.packet_time, **options)
        self.media[side].senders.append(sender)
        return sender

    def carry(self, side, sender, impair=None):
        """Takes what a sender sent over the wire, past the impairment, to the other side."""
        end = self.media[side]
        for packet in sender.packets:
            packet.tap_at = self.wire.transit(side, packet.sent_at)
        if impair:
            impair(sender.packets, self.dice.child("impairment " + side))
        for packet in sender.packets:
            for tap_at in [packet.tap_at] + packet.copies:
                late = tap_at - packet.tap_at if tap_at is not None else 0
                datagram = self.wire.send(
                    end.host, side, end.source, end.target, packet.bytes(sender.ssrc), packet.sent_at + late,
                    EXPEDITED_FORWARDING, tap_at)
                self._deliver(end, datagram)
                if packet.arrives_at is None:
                    packet.arrives_at = datagram.arrives_at

    def _deliver(self, end, datagram):
        if datagram.arrives_at is None:
            return
        if end.refused_by and end.refused_by.allows(datagram.arrives_at):
            self.wire.refuse(datagram, end.refused_by.host)
        if not end.delivers:
            datagram.arrives_at = None

    def report(self, start, stop, own_names):
        """RTCP of both sides about every five seconds from ``start``, and a BYE where each stops."""
        dice = self.dice.child("rtcp")
        idle = {side: dice.bits(32) for side in self.media}
        reporters, events = {}, []
        for side, end in self.media.items():
            reporters[side] = Reporter(end.senders, lambda side=side: idle[side], own_names[side])
            for sender in end.senders:
                for packet in sender.packets:
                    for late in [0] + [copy - packet.tap_at for copy in packet.copies]:
                        if packet.arrives_at is not None:
                            events.append((packet.arrives_at + late, 0, other(side), (sender.ssrc, packet)))
            at = start[side] + dice.between(2_400, 2_700) * MILLISECOND
            while at < stop[side] - SECOND:
                events.append((at, 1, side, False))
                at += dice.between(4_500, 5_500) * MILLISECOND
            events.append((stop[side] + MILLISECOND, 1, side, True))
        for side in reporters:
            reporters[side].waiting = []
        for at, kind, side, what in sorted(events, key=lambda event: (event[0], event[1])):
            reporter = reporters[side]
            if kind == 0:
                reporter.receive(*what)
                continue
            for report in [report for report in reporter.waiting if report[2] <= at]:
                reporter.receive_report(*report)
                reporter.waiting.remove(report)
            self._send_report(side, at, reporter, what, reporters[other(side)].waiting)

    def _send_report(self, side, at, reporter, leaving, waiting):
        end = self.media[side]
        body, ssrc, middle = reporter.compound(at, leaving)
        datagram = self.wire.send(
            end.host, side, Endpoint(end.source.address, end.source.port + 1),
            Endpoint(end.target.address, end.target.port + 1), body, at, EXPEDITED_FORWARDING,
            self.wire.transit(side, at))
        self._deliver(end, datagram)
        if middle is not None and datagram.arrives_at is not None:
            waiting.append((ssrc, middle, datagram.arrives_at))

    # Truth

    def call_truth(self):
        """The call as the capture point saw it."""
        facts = dict(self.facts)
        for key in ("startedAt", "answeredAt", "endedAt"):
            facts[key] = facts[key] and rfc3339(facts[key])
        return facts

    def stream_truths(self):
        """The streams with their ledgers, each with the instant of its first packet."""
        return [
            ledger(self.wire, end, side, sender)
            for side, end in self.media.items() for sender in end.senders
        ]


def ledger(wire, end, side, sender):
    """Counts what the sender sent against what the capture shows, epoch by epoch."""
    passed = []
    lost = missed = 0
    for packet in sender.packets:
        if packet.tap_at is None:
            lost += 1
            continue
        if wire.missed(packet.tap_at):
            missed += 1
        passed += [(at, packet) for at in [packet.tap_at] + packet.copies if not wire.missed(at)]
    passed.sort(key=lambda each: each[0])
    seen, highest = set(), {}
    duplicated = reordered = 0
    for _, packet in passed:
        key = packet.epoch, packet.sequence
        if key in seen:
            duplicated += 1
            continue
        seen.add(key)
        if packet.sequence < highest.get(packet.epoch, -1):
            reordered += 1
        highest[packet.epoch] = max(packet.sequence, highest.get(packet.epoch, -1))
    copies = len(passed) if wire.copy_after else 0
    return passed[0][0], {
        "ssrc": "0x%08X" % sender.ssrc, "source": str(end.source), "destination": str(end.target),
        "direction": DIRECTIONS[side], "expected": len(seen) + lost + missed, "received": len(seen), "lost": lost,
        "missingFromCapture": missed, "duplicated": duplicated + copies, "captureCopies": copies,
        "reordered": reordered, "epochs": len({packet.epoch for _, packet in passed}),
        "dtmfDigits": sender.digits,
    }

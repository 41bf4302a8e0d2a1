"""Puts one call together: who calls whom over which path, with which codec, watched from where; and what is done to it.

A family draws what it does not care about, so that a verdict cannot lean on it: codec, packet time, length, the side
the capture is made at, delays, whether RTCP is spoken, numbers, addresses.
"""

from samples.cast import CALLED_MAC, CALLING_MAC
from samples.instant import MILLISECOND, SECOND
from samples.packets import EXPEDITED_FORWARDING, Endpoint
from samples.rtcp import Reporter
from samples.scene import Scene, other
from samples.wire import Side, Wire

from . import codecs, sound
from .speaker import Speaker

START = 1_795_442_400 * SECOND  # 2026-11-23T14:00:00Z
SIDES = ("calling", "called")


class LabelledCall(Scene):
    """One call and its circumstances."""

    def __init__(self, dice, bank, codec=None, packet_time=None, near=None, rtcp=None, seconds=None, delay=None,
                 calling=None, called=None, g711=False):
        draw = dice.child("circumstances")
        self.bank = bank
        self.seconds = seconds or draw.between(15, 26) + (draw.between(5, 30) if draw.chance(200) else 0)
        names = ("PCMU", "PCMA") if g711 else ("PCMU", "PCMA", "PCMU", "PCMA", "G722", "G729", "opus", "GSM", "iLBC")
        self.codec = codecs.named(codec or names[draw.below(len(names))], draw)
        times = self.codec.packet_times
        usual = 20 if 20 in times else times[0]
        drawn = packet_time or (usual if draw.chance(600) else times[draw.below(len(times))])
        self.near = near or ("calling", "called", "middle")[draw.below(3)]
        self.speaks_rtcp = rtcp if rtcp is not None else draw.chance(650)
        # One way between the two parties, in microseconds.
        self.one_way = delay if delay is not None else draw.between(4, 55) * MILLISECOND
        share = {"calling": 3, "called": 97, "middle": draw.between(30, 70)}[self.near]
        hops = draw.between(1, 3), draw.between(6, 14)
        wobble = draw.between(100, 900)
        ends = [
            Side(name, mac, self.one_way * part // 100, hops[part > 50], wobble)
            for name, mac, part in (("calling", CALLING_MAC, share), ("called", CALLED_MAC, 100 - share))]
        vlan = 100 + draw.below(50) if draw.chance(100) else None
        wire = Wire(dice.child("wire"), *ends, vlan)
        self.options = {side: {} for side in SIDES}
        self.asked = {}
        parties = {"calling": self._party(draw, 1, calling or {}), "called": self._party(draw, 2, called or {})}
        super().__init__(dice, wire, parties["calling"], parties["called"], packet_time=drawn)
        self.at = START + draw.below(3_600) * SECOND + draw.below(SECOND)
        self.packet_times = {side: drawn for side in SIDES}
        self.begin, self.stop = {}, {}
        self.quiet_reporters = set()
        self.reporting = set(SIDES) if self.speaks_rtcp else set()
        self.reports_reach_capture = set(SIDES)
        # What becomes of a side's reports before they are sent, and how often the capturing program looks.
        self.rewrites = {}
        self.looks_every = None

    @staticmethod
    def _party(draw, number, wanted):
        network = "198.51.100.%d" if number == 1 else "203.0.113.%d"
        signaling = wanted.get("address") or network % draw.between(10, 60)
        media = wanted.get("media") or (signaling if draw.chance(400) else network % draw.between(70, 200))
        agent = {
            "number": ("+44207946%04d" if number == 1 else "+1212555%04d") % draw.between(100, 199),
            "domain": ("office.example.com", "carrier.example.net")[number - 1], "address": signaling,
            "product": ("Sample-PBX/3.1", "Sample-SBC/7.0", "Sample-Phone/2.4")[draw.below(3)]}
        party = {"agent": agent, "media": media, "port": draw.between(5_000, 30_000) * 2}
        if "advertised" in wanted:
            party["advertised"] = wanted["advertised"]
        return party

    # Session descriptions

    def offers(self, side, **options):
        """What a side's descriptions say other than the usual: codecs, transport, crypto, address, port, comfort."""
        self.options[side].update(options)

    def description(self, side, version=1, direction="sendrecv", codecs=None):
        """The session description of a side, with the options set for it."""
        options = self.options[side]
        where = self.media[side].advertised
        address = options.get("address", where.address)
        port = options.get("port", where.port)
        chosen = options.get("codecs", [self.codec])
        numbers = [codec.number for codec in chosen] + ([13] if options.get("comfort") else []) + [101]
        family = "IP6" if ":" in address else "IP4"
        lines = [
            "v=0", "o=- %d %d IN %s %s" % (self._session[side], version, family, where.address), "s=call",
            "c=IN %s %s" % (family, address), "t=0 0",
            "m=audio %d %s %s" % (port, options.get("transport", "RTP/AVP"), " ".join(map(str, numbers)))]
        for codec in chosen:
            lines += codec.lines()
        lines += _comfort_and_events(options)
        lines += options.get("lines", [])
        lines += ["a=ptime:%d" % self.packet_times[side], "a=%s" % options.get("direction", direction)]
        return "\r\n".join(lines) + "\r\n"

    def encrypt(self, *sides):
        """These sides ask for SRTP (RFC 4568), by a cipher that this project does not open: nothing here is really encrypted."""
        for side in sides:
            key = self.dice.child("key " + side)
            text = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"[key.below(32)] for _ in range(40))
            self.offers(
                side, transport="RTP/SAVP", lines=["a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + text])

    # The course of the call

    def establish(self, ring=None):
        """Sets the call up and plans its end; ``begin`` and ``stop`` tell when each side may send."""
        self.asked = {}
        ring = ring if ring is not None else self.dice.child("ring").between(900, 3_000) * MILLISECOND
        self.begin = self.ring_and_answer(self.invite(self.at), ring)
        return self.begin

    def finish(self, by=None):
        """Hangs up when the time is over."""
        by = by or SIDES[self.dice.child("by").below(2)]
        self.stop = self.hang_up(by, max(self.begin.values()) + self.seconds * SECOND)
        return self.stop

    def after(self, side, seconds):
        """An instant that many seconds into the conversation."""
        return self.begin[side] + int(seconds * SECOND)

    def reinvite(self, by, at, offer, answer, version=2, **options):
        """A re-INVITE of either side; answers when each side knows of it."""
        self.offers(by, **options)
        peer = other(by)
        arrived = self.say(by, self.dialog.request("INVITE", by, self.description(by, version, offer)), at)[1]
        reply = self.dialog.response(200, peer, "INVITE", self.description(peer, version, answer))
        heard = self.say(peer, reply, arrived + 5 * MILLISECOND)[1]
        self.say(by, self.dialog.request("ACK", by), heard + 3 * MILLISECOND)
        return {by: heard, peer: arrived}

    # Media

    def conversation(self, side, share=50, noise=None):
        """What a side says."""
        dice = self.dice.child("conversation " + side)
        # Down to what A-law can only say with its two smallest steps: a quiet room, not digital silence.
        noise = noise if noise is not None else dice.between(10, 40)
        return sound.conversation(self.bank, dice, side, self.seconds + 4, share, noise)

    def speaker(self, side, track=None, start=None, codec=None, law=None, encrypts=False):
        """A new RTP sender of a side."""
        dice = self.dice.child("speaker %s %d" % (side, len(self.media[side].senders)))
        codec = codec or self.codec
        pack = codec.packer(self.bank, dice.child("payload"), law)
        start = self.begin[side] if start is None else start
        made = Speaker(
            dice, track or self.conversation(side), codec, pack, start, self.packet_times[side],
            encrypts or self.options[side].get("transport") == "RTP/SAVP")
        self.media[side].senders.append(made)
        return made

    def speaks(self, side, track=None, impair=None, until=None, **options):
        """The side talks from its beginning to the end."""
        made = self.speaker(side, track, **options)
        made.talk(self.stop[side] if until is None else until)
        self.carry(side, made, impair)
        return made

    def carry(self, side, sender, impair=None):
        """Takes what a sender sent over the wire; packets marked ``lost_beyond`` pass the capture and no farther."""
        end = self.media[side]
        for packet in sender.packets:
            if packet.tap_at is None:
                packet.tap_at = self.wire.transit(side, packet.sent_at)
        if impair:
            impair(sender.packets, self.dice.child("impairment " + side))
        for packet in sender.packets:
            datagram = self.wire.send(
                end.host, side, end.source, end.target, packet.bytes(sender.ssrc), packet.sent_at,
                EXPEDITED_FORWARDING, packet.tap_at)
            if packet.lost_beyond:
                datagram.arrives_at = None
            self._deliver(end, datagram)
            packet.arrives_at = datagram.arrives_at

    def _deliver(self, end, datagram):
        if datagram.arrives_at is None:
            return
        refusal = end.refused_by
        if refusal and refusal.allows(datagram.arrives_at):
            self.wire.refuse(datagram, refusal.host, getattr(refusal, "code", 3))
        if not end.delivers or (refusal and refusal.drops(datagram.arrives_at)):
            datagram.arrives_at = None

    # Reports

    def control(self, since=None):
        """RTCP of the sides that speak it, every five seconds or so, and a BYE."""
        dice = self.dice.child("rtcp")
        idle = {side: dice.bits(32) for side in SIDES}
        events, reporters, waiting = [], {}, {side: [] for side in SIDES}
        for side, end in self.media.items():
            reporters[side] = Reporter(
                end.senders, lambda side=side: idle[side], side + "@media.example", self.codec.units)
            for sender in end.senders:
                events += [
                    (packet.arrives_at, 0, other(side), (sender.ssrc, packet)) for packet in sender.packets
                    if packet.arrives_at is not None]
            at = (since or self.begin)[side] + dice.between(2_400, 2_700) * MILLISECOND
            while at < self.stop[side] - SECOND:
                events.append((at, 1, side, False))
                at += dice.between(4_500, 5_500) * MILLISECOND
            events.append((self.stop[side] + MILLISECOND, 1, side, True))
        for at, kind, side, what in sorted(events, key=lambda event: (event[0], event[1])):
            if kind == 0:
                if side not in self.quiet_reporters:
                    reporters[side].receive(*what)
                continue
            if side not in self.reporting:
                continue
            for report in [report for report in waiting[side] if report[2] <= at]:
                reporters[side].receive_report(*report)
                waiting[side].remove(report)
            self._report(side, at, reporters[side], what, waiting[other(side)])

    def _report(self, side, at, reporter, leaving, waiting):
        end = self.media[side]
        body, ssrc, middle = reporter.compound(at, leaving)
        if side in self.rewrites:
            body = self.rewrites[side](body)
        tap_at = self.wire.transit(side, at) if side in self.reports_reach_capture else None
        datagram = self.wire.send(
            end.host, side, Endpoint(end.source.address, end.source.port + 1),
            Endpoint(end.target.address, end.target.port + 1), body, at, EXPEDITED_FORWARDING, tap_at)
        if not end.delivers:
            datagram.arrives_at = None
        if middle is not None and datagram.arrives_at is not None:
            waiting.append((ssrc, middle, datagram.arrives_at))


def _comfort_and_events(options):
    lines = codecs.COMFORT_NOISE_LINES if options.get("comfort") else []
    return lines + codecs.EVENT_LINES


class Refusal:
    """Answers refused datagrams with ICMP errors from one instant to another, six at once, then one a second."""

    def __init__(self, host, since=0, until=None, code=3, at_most=None):
        self.host = host
        self.code = code
        self._since, self._until = since, until
        self._left = at_most
        self._credit, self._last = 6 * SECOND, None

    def drops(self, at):
        """Whether a datagram arriving then is refused."""
        return at >= self._since and (self._until is None or at < self._until)

    def allows(self, at):
        """Whether an error is sent at that instant."""
        if not self.drops(at) or self._left == 0 or (self._last is not None and at < self._last):
            return False
        if self._last is not None:
            self._credit = min(6 * SECOND, self._credit + at - self._last)
        self._last = at
        if self._credit < SECOND:
            return False
        self._credit -= SECOND
        self._left = None if self._left is None else self._left - 1
        return True

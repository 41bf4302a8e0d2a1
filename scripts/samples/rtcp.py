"""RTCP (RFC 3550 section 6): reports that say what their sender truly knew at that instant."""

import struct

from .instant import ntp


class Reception:
    """What a receiver keeps of one source: RFC 3550 A.1 sequence, A.3 loss, A.8 jitter."""

    def __init__(self, sequence, units=8):
        self._units = units  # timestamp units in a millisecond
        self._start(sequence)
        self._bad = None
        self._transit = None
        self._jitter = 0
        self.report_middle = 0
        self.report_arrived = None
        self.heard = True

    def _start(self, sequence):
        self._base = self._highest = sequence
        self._cycles = 0
        self._received = 0
        self._expected_before = self._received_before = 0

    def receive(self, packet):
        """Takes note of an RTP packet."""
        sequence = packet.sequence & 0xFFFF
        ahead = (sequence - self._highest) & 0xFFFF
        if ahead < 3000:
            if sequence < self._highest:
                self._cycles += 65536
            self._highest = sequence
        elif ahead <= 65536 - 100:
            if sequence != self._bad:
                self._bad = (sequence + 1) & 0xFFFF
                return
            self._start(sequence)
            self._transit = None
        self._received += 1
        self.heard = True
        if packet.payload_type == 101:
            return  # all packets of an event carry one timestamp
        transit = (packet.arrives_at * self._units // 1000 - packet.timestamp) & 0xFFFFFFFF
        if self._transit is not None:
            change = (transit - self._transit) & 0xFFFFFFFF
            change = min(change, (1 << 32) - change)
            self._jitter += change - ((self._jitter + 8) >> 4)
        self._transit = transit

    def block(self, ssrc, now):
        """The report block about this source."""
        expected = self._cycles + self._highest - self._base + 1
        lost = max(-0x800000, min(0x7FFFFF, expected - self._received))
        expected_now = expected - self._expected_before
        lost_now = expected_now - (self._received - self._received_before)
        fraction = (lost_now << 8) // expected_now if expected_now > 0 and lost_now > 0 else 0
        self._expected_before, self._received_before = expected, self._received
        since = 0 if self.report_arrived is None else ((now - self.report_arrived) << 16) // 1_000_000
        self.heard = False
        return struct.pack(
            "!IIIIII", ssrc, min(fraction, 255) << 24 | lost & 0xFFFFFF,
            self._cycles + self._highest & 0xFFFFFFFF, self._jitter >> 4, self.report_middle, since)


class Reporter:
    """One participant: reads what it sent and received so far, and writes compound packets."""

    def __init__(self, senders, own_ssrc, name, units=8):
        self._units = units
        self._senders = senders
        self._own_ssrc = own_ssrc
        self._name = name.encode()
        self._receptions = {}

    def receive(self, ssrc, packet):
        """An RTP packet arrived."""
        if ssrc not in self._receptions:
            self._receptions[ssrc] = Reception(packet.sequence & 0xFFFF, self._units)
        self._receptions[ssrc].receive(packet)

    def receive_report(self, ssrc, middle, at):
        """A sender report arrived."""
        if ssrc in self._receptions:
            self._receptions[ssrc].report_middle = middle
            self._receptions[ssrc].report_arrived = at

    def _sender(self, now):
        active = [
            sender for sender in self._senders
            if any(now - 12_000_000 < packet.sent_at <= now for packet in sender.packets)]
        return active[-1] if active else None

    def compound(self, now, leaving=False):
        """SR or RR, SDES, and BYE when leaving; with the SSRC and the middle of the NTP time if it is an SR."""
        sender = self._sender(now)
        ssrc = sender.ssrc if sender else self._own_ssrc()
        blocks = b"".join(
            reception.block(source, now) for source, reception in self._receptions.items() if reception.heard)
        count = len(blocks) // 24
        middle = None
        if sender:
            sent = [packet for packet in sender.packets if packet.sent_at <= now]
            latest = sent[-1]
            clock = ntp(now)
            middle = clock >> 16 & 0xFFFFFFFF
            begun = next(packet for packet in sent if packet.epoch == latest.epoch)
            timestamp = begun.timestamp + (now - begun.sent_at) * self._units // 1000 & 0xFFFFFFFF
            number = sum(1 + len(packet.copies) for packet in sent)
            octets = sum(len(packet.payload) * (1 + len(packet.copies)) for packet in sent)
            body = struct.pack("!IQIII", ssrc, clock, timestamp, number, octets) + blocks
            report = struct.pack("!BBH", 0x80 | count, 200, len(body) // 4) + body
        else:
            body = struct.pack("!I", ssrc) + blocks
            report = struct.pack("!BBH", 0x80 | count, 201, len(body) // 4) + body
        chunk = struct.pack("!IBB", ssrc, 1, len(self._name)) + self._name
        chunk += b"\0" * (4 - len(chunk) % 4)
        report += struct.pack("!BBH", 0x81, 202, len(chunk) // 4) + chunk
        if leaving:
            report += struct.pack("!BBHI", 0x81, 203, 1, ssrc)
        return report, ssrc, middle

"""The path between two sides, with the capturing machine somewhere on it."""

from . import packets
from .capturefile import Frame
from .packets import Endpoint


class Side:
    """One end of the path as the capture point sees it: how far away in time and in router hops."""

    def __init__(self, name, mac, delay, hops, wobble=300):
        self.name = name
        self.mac = bytes.fromhex(mac)
        self.delay = delay
        self.hops = hops
        self.wobble = wobble


class Datagram:
    """Something sent: when, and when (if at all) it passed the capture point and arrived."""

    def __init__(self, host, side, source, destination, payload, sent_at, traffic_class):
        self.host = host
        self.side = side
        self.source = source
        self.destination = destination
        self.payload = payload
        self.sent_at = sent_at
        self.traffic_class = traffic_class
        self.tap_at = None  # lost before the capture point if it stays None
        self.arrives_at = None  # never delivered if it stays None
        self.quotes = None  # the datagram that an ICMP error is about
        self.code = 3  # of that error: 3 is a closed port (RFC 792), 13 a filter (RFC 1812)
        self.packet = None  # the bytes, once made

    def make(self, other_hops):
        """Builds the IP packet as it left its host."""
        ttl, number = self.host.ttl, self.host.next_identification()
        if self.quotes:
            seen = packets.with_ttl(self.quotes.packet, self.quotes.host.ttl - self.quotes.side.hops - other_hops)
            protocol, body = packets.ICMP, packets.icmp_unreachable(seen, self.code)
        else:
            protocol, body = packets.UDP, packets.udp_datagram(self.source, self.destination, self.payload)
        self.packet = packets.ip_packet(
            self.source.address, self.destination.address, protocol, body, ttl, self.traffic_class, number)


class Wire:
    """Carries datagrams between two sides and remembers everything for the capture."""

    def __init__(self, dice, calling, called, vlan=None):
        self._dice = dice
        self.sides = {"calling": calling, "called": called}
        self._vlan = vlan
        self._datagrams = []
        self.copy_after = None  # (low, high) microseconds: the capture sees each packet again
        self.blind = []  # spans (from, to) in which the capture misses everything

    def other(self, side):
        """The side opposite to ``side``."""
        return self.sides["called" if side.name == "calling" else "calling"]

    def transit(self, name, sent_at):
        """When something sent by a side passes the capture point, if nothing disturbs it."""
        side = self.sides[name]
        return sent_at + side.delay + self._dice.below(side.wobble)

    def onward(self, name, tap_at):
        """When what passed the capture point, coming from side ``name``, arrives at the other side."""
        other = self.other(self.sides[name])
        return tap_at + other.delay + self._dice.below(other.wobble)

    def send(self, host, name, source, destination, payload, sent_at, traffic_class, tap_at):
        """Puts a datagram on the wire that passes the capture point at ``tap_at``, or never if that is None."""
        datagram = Datagram(host, self.sides[name], source, destination, payload, sent_at, traffic_class)
        datagram.tap_at = tap_at
        if tap_at is not None:
            datagram.arrives_at = self.onward(name, tap_at)
        self._datagrams.append(datagram)
        return datagram

    def refuse(self, datagram, host, code=3):
        """The receiving host, or a router there, answers a datagram with an ICMP error."""
        side = self.other(datagram.side)
        sent_at = datagram.arrives_at + self._dice.between(40, 160)
        error = Datagram(
            host, side, Endpoint(host.address, 0), datagram.source, b"", sent_at, 0xC0)
        error.tap_at = self.transit(side.name, sent_at)
        error.quotes, error.code = datagram, code
        self._datagrams.append(error)
        return error

    def missed(self, at):
        """Whether the capture was blind at that instant."""
        return any(start <= at < end for start, end in self.blind)

    def frames(self, keeps=lambda datagram: True):
        """What the capture holds, in the order it was written; ``keeps`` leaves out what takes another way."""
        frames = []
        for datagram in sorted(self._datagrams, key=lambda each: each.sent_at):
            other = self.other(datagram.side)
            datagram.make(other.hops)
            if datagram.tap_at is None or self.missed(datagram.tap_at) or not keeps(datagram):
                continue
            packet = datagram.packet
            if packet[0] >> 4 == 4:
                packet = packets.with_ttl(packet, datagram.host.ttl - datagram.side.hops)
            else:
                packet = packet[:7] + bytes([datagram.host.ttl - datagram.side.hops]) + packet[8:]
            vlan = self._vlan and (self._vlan, 5 if datagram.traffic_class == packets.EXPEDITED_FORWARDING else 3)
            data = packets.ethernet_frame(datagram.side.mac, other.mac, packet, vlan)
            frames.append(Frame(datagram.tap_at, data))
            if self.copy_after:
                frames.append(Frame(datagram.tap_at + self._dice.between(*self.copy_after), data))
        return sorted(frames, key=lambda frame: frame.at)

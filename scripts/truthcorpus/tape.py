"""A capture in the making: frames with their times, written as pcap."""

import struct

from samples.packets import Endpoint, UDP, ethernet_frame, ip_packet, udp_datagram

NEAR_MAC, FAR_MAC = bytes.fromhex("02000000000a"), bytes.fromhex("02000000000b")
ETHERNET, RAW = 1, 101


def endpoint(text):
    """An endpoint from ``address:port``."""
    address, port = text.rsplit(":", 1)
    return Endpoint(address.strip("[]"), int(port))


class Clock:
    """The time of the packet that is being carried, for carriers that write it down."""

    at = 0.0


CLOCK = Clock()


class Tape:
    """Frames in the order of their times; the carrier may be changed for all that follows."""

    def __init__(self, link_type=ETHERNET):
        self.link_type = link_type
        self.frames = []  # (seconds, bytes, length on the wire)
        self._identifications = {}
        self.carrier = self.ethernet
        self.snap_length = None

    @staticmethod
    def ethernet(packet):
        """The packet in an Ethernet frame."""
        return ethernet_frame(NEAR_MAC, FAR_MAC, packet)

    def identification(self, address):
        """The next identification of a host's packets."""
        value = self._identifications.get(address, 1 + sum(address.encode()) * 97 % 40_000)
        self._identifications[address] = value % 65_535 + 1
        return value

    def packet(self, source, destination, payload, ttl=64, identification=None):
        """An IP packet with a UDP datagram."""
        source, destination = endpoint(source), endpoint(destination)
        if identification is None:
            identification = self.identification(source.address)
        body = udp_datagram(source, destination, payload)
        return ip_packet(source.address, destination.address, UDP, body, ttl, 0, identification)

    def udp(self, at, source, destination, payload, ttl=64, identification=None):
        """Adds a UDP datagram and returns its IP packet."""
        packet = self.packet(source, destination, payload, ttl, identification)
        self.add(at, packet)
        return packet

    def add(self, at, packet):
        """Adds an IP packet, as it is carried."""
        CLOCK.at = at
        frame = self.carrier(packet)
        if frame is not None:
            self.frame(at, frame)

    def frame(self, at, frame):
        """Adds a frame."""
        whole = len(frame)
        self.frames.append((at, frame[:self.snap_length] if self.snap_length else frame, whole))

    def ordered(self):
        """The frames by time; those of one instant in the order they were added."""
        return sorted(self.frames, key=lambda frame: frame[0])

    def pcap(self, frames=None, base=1_767_225_600):
        """The capture as a classic file with microseconds; ``base`` is second 0."""
        parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, self.link_type)]
        for at, data, whole in self.ordered() if frames is None else frames:
            microseconds = round(at * 1_000_000)
            seconds = (base + microseconds // 1_000_000) & 0xFFFFFFFF
            parts.append(struct.pack("<IIII", seconds, microseconds % 1_000_000, len(data), whole) + data)
        return b"".join(parts)

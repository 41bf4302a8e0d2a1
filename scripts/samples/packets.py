"""Frames: Ethernet II, IEEE 802.1Q, IPv4 (RFC 791), IPv6 (RFC 8200), UDP (RFC 768), ICMP errors (RFC 792)."""

import ipaddress
import struct
from collections import namedtuple

UDP = 17
ICMP = 1
EXPEDITED_FORWARDING = 46 << 2  # RTP and RTCP
CLASS_SELECTOR_3 = 24 << 2  # SIP


class Endpoint(namedtuple("Endpoint", "address port")):
    """An address and a port."""

    def __str__(self):
        host = "[%s]" % self.address if ":" in self.address else self.address
        return "%s:%d" % (host, self.port)


class Host:
    """A sender of IP packets: its address, and the identification that it counts up with each packet."""

    def __init__(self, address, first_identification, ttl=64):
        self.address = address
        self.ttl = ttl
        self._identification = first_identification

    def next_identification(self):
        """The identification of the next packet."""
        value = self._identification
        self._identification = (value + 1) & 0xFFFF
        return value


def packed(address):
    """The bytes of an IPv4 or IPv6 address."""
    return ipaddress.ip_address(address).packed


def ones_complement_sum(data):
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp_datagram(source, destination, payload):
    """UDP header and payload with the checksum over the pseudo-header."""
    length = 8 + len(payload)
    ends = packed(source.address) + packed(destination.address)
    if len(ends) == 8:
        pseudo = ends + struct.pack("!BBH", 0, UDP, length)
    else:
        pseudo = ends + struct.pack("!IHBB", length, 0, 0, UDP)
    blank = struct.pack("!HHHH", source.port, destination.port, length, 0)
    checksum = ones_complement_sum(pseudo + blank + payload) or 0xFFFF
    return struct.pack("!HHHH", source.port, destination.port, length, checksum) + payload


def ip_packet(source, destination, protocol, body, ttl, traffic_class, identification):
    """An IPv4 or IPv6 packet, whichever the addresses are."""
    source, destination = packed(source), packed(destination)
    if len(source) == 16:
        header = struct.pack("!IHBB", 6 << 28 | traffic_class << 20, len(body), protocol, ttl)
        return header + source + destination + body

    def with_checksum(checksum):
        return struct.pack(
            "!BBHHHBBH", 0x45, traffic_class, 20 + len(body), identification, 0, ttl, protocol, checksum
        ) + source + destination

    return with_checksum(ones_complement_sum(with_checksum(0))) + body


def with_ttl(packet, ttl):
    """The IPv4 packet as a router farther on sees it."""
    header = bytearray(packet[:20])
    header[8] = ttl
    header[10:12] = b"\0\0"
    header[10:12] = struct.pack("!H", ones_complement_sum(bytes(header)))
    return bytes(header) + packet[20:]


def icmp_unreachable(offending, code=3):
    """Type 3, code 3 for a port, quoting as much of the IPv4 packet as fits into 576 bytes (RFC 1812 section 4.3.2.3)."""
    quoted = offending[:548]
    blank = struct.pack("!BBHI", 3, code, 0, 0)
    return struct.pack("!BBHI", 3, code, ones_complement_sum(blank + quoted), 0) + quoted


def ethernet_frame(source, destination, packet, vlan=None):
    """A frame of two six-byte addresses; ``vlan`` is a pair of VLAN number and priority."""
    kind = struct.pack("!H", 0x0800 if packet[0] >> 4 == 4 else 0x86DD)
    if vlan:
        number, priority = vlan
        kind = struct.pack("!HH", 0x8100, priority << 13 | number) + kind
    return destination + source + kind + packet

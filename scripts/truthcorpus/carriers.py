"""Everything that carries packets in a support capture: a function from an IP packet to a frame, with its link type."""

import struct

from samples.packets import Endpoint, UDP, ethernet_frame, ip_packet, udp_datagram

from .tape import CLOCK, ETHERNET, FAR_MAC, NEAR_MAC, RAW

OUTER = ("192.0.2.201", "192.0.2.202")
LLC = b"\xaa\xaa\x03\x00\x00\x00\x08\x00"


class Counter:
    """Counts the packets that go through a tunnel."""

    def __init__(self):
        self.value = 0

    def __call__(self):
        self.value += 1
        return self.value


def inside(packet):
    """The packet in an Ethernet frame, as a bridge would carry it."""
    return ethernet_frame(FAR_MAC, NEAR_MAC, packet)


def _ethernet(kind, body):
    return NEAR_MAC + FAR_MAC + struct.pack("!H", kind) + body


def _ip(protocol, body, count):
    return ip_packet(OUTER[0], OUTER[1], protocol, body, 60, 0, (count() + 20_000) & 0xFFFF)


def _tunnel(protocol, wrap):
    count = Counter()
    return lambda packet: inside(_ip(protocol, wrap(packet, count), count))


def _port(number, wrap):
    count = Counter()

    def carry(packet):
        body = udp_datagram(Endpoint(OUTER[0], 40_123), Endpoint(OUTER[1], number), wrap(packet, count))
        return inside(_ip(UDP, body, count))

    return carry


def _esp(packet, count):
    padding = (4 - (len(packet) + 2) % 4) % 4
    return struct.pack("!II", 5, count()) + packet + bytes(range(1, padding + 1)) + bytes([padding, 4]) + b"\x09" * 12


def _hep(version):
    """The payload of the packet, as a capture agent reports it (HEP versions 1 and 2)."""
    count = Counter()

    def carry(packet):
        size = 16 if version == 1 else 28
        source, destination = packet[12:16], packet[16:20]
        ports = packet[20:24]
        body = bytes([version, size, 2, 17]) + ports + source + destination
        if version == 2:
            body += struct.pack("<IIHH", 1_767_225_600 + int(CLOCK.at), round(CLOCK.at % 1 * 1_000_000), 77, 0)
        return body + packet[28:]

    def frame(packet):
        outer = udp_datagram(Endpoint(OUTER[0], 40_123), Endpoint(OUTER[1], 9_060), carry(packet))
        return inside(_ip(UDP, outer, count))

    return frame


def ipv6_carried(packet):
    """IPv4 in IPv6."""
    header = struct.pack("!IHBB", 6 << 28, len(packet), 4, 60)
    host = bytes.fromhex("20010db8000000000000000000000001")
    return _ethernet(0x86DD, header + host + host[:-1] + b"\x02" + packet)


def _radio(packet):
    return b"\x08\x01\0\0" + b"\x02" * 18 + b"\0\0" + LLC + packet


# Name, link type, carrier. Each is made anew for a tape, since some count their packets.
CARRIERS = {
    "802.1Q": (ETHERNET, lambda: lambda packet: _ethernet(0x8100, struct.pack("!HH", 0xA064, 0x0800) + packet)),
    "QinQ": (ETHERNET, lambda: lambda packet: _ethernet(
        0x88A8, struct.pack("!HHHH", 100, 0x8100, 200, 0x0800) + packet)),
    "PPPoE": (ETHERNET, lambda: lambda packet: _ethernet(
        0x8864, struct.pack("!BBHHH", 0x11, 0, 7, len(packet) + 2, 0x21) + packet)),
    "PPP": (9, lambda: lambda packet: b"\xff\x03\x00\x21" + packet),
    "L2TP": (ETHERNET, lambda: _port(1_701, lambda packet, _: struct.pack("!HHHBBH", 2, 1, 2, 0xFF, 3, 0x21) + packet)),
    "MPLS": (ETHERNET, lambda: lambda packet: _ethernet(0x8847, struct.pack("!II", 0x64040, 0xC8140) + packet)),
    "GRE": (ETHERNET, lambda: _tunnel(47, lambda packet, _: struct.pack("!HH", 0, 0x0800) + packet)),
    "ERSPAN I": (ETHERNET, lambda: _tunnel(47, lambda packet, _: struct.pack("!HH", 0, 0x88BE) + inside(packet))),
    "ERSPAN II": (ETHERNET, lambda: _tunnel(47, lambda packet, count: struct.pack(
        "!HHIII", 0x1000, 0x88BE, count(), 0x10640005, 0) + inside(packet))),
    "ERSPAN III": (ETHERNET, lambda: _tunnel(47, lambda packet, count: struct.pack(
        "!HHIIII", 0x1000, 0x22EB, count(), 0x20640005, 0, 0) + inside(packet))),
    "VXLAN": (ETHERNET, lambda: _port(4_789, lambda packet, _: struct.pack("!II", 8 << 24, 5_000 << 8) + inside(packet))),
    "Geneve": (ETHERNET, lambda: _port(6_081, lambda packet, _: struct.pack("!BBHI", 0, 0, 0x6558, 5_000 << 8)
                                       + inside(packet))),
    "GTP-U": (ETHERNET, lambda: _port(2_152, lambda packet, _: struct.pack("!BBHI", 0x30, 0xFF, len(packet), 9) + packet)),
    "IP in IP": (ETHERNET, lambda: _tunnel(4, lambda packet, _: packet)),
    "IPv4 in IPv6": (ETHERNET, lambda: ipv6_carried),
    "AH": (ETHERNET, lambda: _tunnel(51, lambda packet, count: struct.pack("!BBHII", 4, 4, 0, 9, count()) + b"\x07" * 12
                                     + packet)),
    "ESP with the NULL cipher": (ETHERNET, lambda: _tunnel(50, _esp)),
    "TZSP": (ETHERNET, lambda: _port(37_008, lambda packet, _: b"\x01\x00\x00\x01\x01" + inside(packet))),
    "802.11": (105, lambda: _radio),
    "Linux cooked": (113, lambda: lambda packet: struct.pack("!HHH8xH", 4, 1, 6, 0x0800) + packet),
    "raw IP": (RAW, lambda: lambda packet: packet),
    "HEP version 1": (ETHERNET, lambda: _hep(1)),
    "HEP version 2": (ETHERNET, lambda: _hep(2)),
}

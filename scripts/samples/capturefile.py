"""Capture files: pcap with microseconds, pcapng, and either of them in gzip."""

import gzip
import io
import struct
from collections import namedtuple

Frame = namedtuple("Frame", "at data")

ETHERNET = 1
SNAP_LENGTH = 262_144


def pcap(frames):
    """A classic capture file, little-endian, microseconds."""
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAP_LENGTH, ETHERNET)]
    for at, data in frames:
        parts.append(struct.pack("<IIII", at // 1_000_000, at % 1_000_000, len(data), len(data)) + data)
    return b"".join(parts)


def _padded(data):
    return data + b"\0" * (-len(data) % 4)


def _options(*pairs):
    if not pairs:
        return b""
    return b"".join(struct.pack("<HH", code, len(value)) + _padded(value) for code, value in pairs) + bytes(4)


def _block(kind, body):
    length = 12 + len(body)
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


def pcapng(frames, interface="eth0", nanoseconds=False):
    """One section, one interface, enhanced packet blocks, interface statistics at the end."""
    scale, resolution = (1000, 9) if nanoseconds else (1, 6)
    blocks = [
        _block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + _options((4, b"Earshot sample generator"))),
        _block(1, struct.pack("<HHI", ETHERNET, 0, SNAP_LENGTH)
               + _options((2, interface.encode()), (9, bytes([resolution])))),
    ]
    for at, data in frames:
        ticks = at * scale
        head = struct.pack("<IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF, len(data), len(data))
        blocks.append(_block(6, head + _padded(data)))
    last = frames[-1].at * scale
    blocks.append(_block(5, struct.pack("<III", 0, last >> 32, last & 0xFFFFFFFF) + _options(
        (4, struct.pack("<Q", len(frames))), (5, struct.pack("<Q", 0)))))
    return b"".join(blocks)


def gzipped(data):
    """The data in gzip, without a name and without a time."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as file:
        file.write(data)
    return out.getvalue()


def unpacked(data):
    """The data itself, or what is inside it if it is gzip: compressors of different versions differ."""
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


WRITERS = {
    "capture.pcap": pcap,
    "capture.pcapng": pcapng,
    "capture.pcap.gz": lambda frames: gzipped(pcap(frames)),
    "capture.pcapng.gz": lambda frames: gzipped(pcapng(frames)),
}

#!/usr/bin/env python3
"""A wire between a TAP device in one network namespace and one in another: wire.py A-NAMESPACE B-NAMESPACE SPEC TRUTH

It loses, delays, holds and rewrites what crosses, as the JSON file SPEC says for "a2b" and "b2a":

  loss            share of RTP packets lost, each on its own
  bursts          [enter, leave, loss]: Gilbert-Elliott, shares per packet
  delay           milliseconds for everything
  jitter          width in milliseconds of a uniform extra delay of media; order is kept
  stall           [every, for]: media stops for so many milliseconds, then comes all at once
  outages         [[from, until]]: seconds since the first RTP in which RTP is lost
  block           kinds of datagram lost ("rtp", "rtcp", "icmp"), from "block_from" seconds on
  description     {"address": [old, new], "port_shift": n}: what a meddling router makes of session descriptions

On SIGTERM it writes to TRUTH one line for each RTP packet: direction, SSRC, sequence number, timestamp, payload type,
and when it came in and went out, in microseconds since the first; "lost" for one that did not.
"""

import ctypes
import fcntl
import heapq
import json
import os
import random
import re
import select
import signal
import struct
import sys
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
DEVICE = b"eth0"


def open_tap(namespace):
    """A TAP device named eth0 in the namespace; this process stays where it is."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open("/run/netns/" + namespace, os.O_RDONLY)
    try:
        if libc.setns(there, 0):
            raise OSError(ctypes.get_errno(), "cannot enter namespace " + namespace)
        device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", DEVICE, IFF_TAP | IFF_NO_PI))
        if libc.setns(home, 0):
            raise OSError(ctypes.get_errno(), "cannot come back from namespace " + namespace)
    finally:
        os.close(there)
        os.close(home)
    return device


def kind_of(frame):
    """rtp, rtcp, sip, icmp or other; and where the UDP payload begins."""
    if len(frame) < 34 or frame[12:14] != b"\x08\x00":
        return "other", 0
    if frame[23] == 1:
        return "icmp", 0
    if frame[23] != 17 or len(frame) < 50:
        return "other", 0
    start = 14 + (frame[14] & 15) * 4
    ports = struct.unpack("!HH", frame[start:start + 4])
    payload = start + 8
    if 5060 in ports:
        return "sip", payload
    if frame[payload] >> 6 != 2:
        return "other", payload
    return ("rtcp" if 192 <= frame[payload + 1] <= 223 else "rtp"), payload


def rewritten(frame, payload, change):
    """The SIP message with another address or port in its session description; lengths stay as they are."""
    text = frame[payload:]
    split = text.find(b"\r\n\r\n")
    if split < 0 or b"m=audio" not in text:
        return frame
    head, body = text[:split], text[split:]
    if "address" in change:
        old, new = (item.encode() for item in change["address"])
        body = re.sub(rb"(c=IN IP4 )" + re.escape(old), rb"\g<1>" + new, body)
    if "port_shift" in change:
        body = re.sub(
            rb"m=audio (\d{5})", lambda match: b"m=audio %05d" % (int(match[1]) + change["port_shift"]), body)
    start = payload - 8
    # A UDP checksum of zero means that there is none (RFC 768).
    return frame[:start + 6] + b"\0\0" + head + body if len(head + body) == len(text) else frame


class Direction:
    """One direction of the wire."""

    def __init__(self, name, spec, seed, log):
        self.name = name
        self.spec = spec
        self._chance = random.Random("%s %s" % (seed, name))
        self._log = log
        self._bad = False
        self._last = 0.0

    def due(self, frame, now, since):
        """When the frame comes out, or None if it is lost; the frame, perhaps another; its entry in the log."""
        entry = None
        kind, payload = kind_of(frame)
        spec = self.spec
        if kind == "sip" and "description" in spec:
            frame = rewritten(frame, payload, spec["description"])
        elapsed = now - since if since is not None else 0.0
        lost = kind in spec.get("block", ()) and elapsed >= spec.get("block_from", 0)
        if kind == "rtp":
            lost = self._is_lost(elapsed) or lost
        delay = spec.get("delay", 0.0) / 1000 if kind != "other" else 0.0
        if kind in ("rtp", "rtcp"):
            delay += self._extra(elapsed)
        due = now + delay
        if kind in ("rtp", "rtcp"):
            due = self._last = max(due, self._last + 2e-5) if not lost else due
        if kind == "rtp":
            kind, sequence, timestamp, ssrc = struct.unpack("!xBHII", frame[payload:payload + 12])
            entry = [self.name, ssrc, sequence, timestamp, kind & 127, now, None]
            self._log.append(entry)
        return None if lost else due, frame, entry

    def _is_lost(self, elapsed):
        spec = self.spec
        lost = self._chance.random() < spec.get("loss", 0)
        if "bursts" in spec:
            enter, leave, loss = spec["bursts"]
            self._bad = self._chance.random() >= leave if self._bad else self._chance.random() < enter
            lost |= self._bad and self._chance.random() < loss
        return lost or any(begin <= elapsed < end for begin, end in spec.get("outages", ()))

    def _extra(self, elapsed):
        extra = self._chance.random() * self.spec.get("jitter", 0.0) / 1000
        if "stall" in self.spec:
            every, length = (item / 1000 for item in self.spec["stall"])
            into = elapsed % (every + length)
            if into > every:
                extra += every + length - into
        return extra


def main():
    """Carries frames until it is told to stop."""
    first, second, spec_file, truth_file = sys.argv[1:5]
    with open(spec_file, encoding="utf-8") as file:
        spec = json.load(file)
    ends = open_tap(first), open_tap(second)
    log = []
    directions = {
        ends[0]: (Direction("a2b", spec.get("a2b", {}), spec.get("seed", 0), log), ends[1]),
        ends[1]: (Direction("b2a", spec.get("b2a", {}), spec.get("seed", 0), log), ends[0])}
    stop = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.append(True))
    poll = select.poll()
    for end in ends:
        poll.register(end, select.POLLIN)
    waiting, count, since = [], 0, None
    print("up", flush=True)
    while not stop:
        left = (waiting[0][0] - time.monotonic()) * 1000 if waiting else 100
        for end, _ in poll.poll(max(0, min(100, int(left)))):
            direction, out = directions[end]
            while True:
                try:
                    frame = os.read(end, 65_536)
                except (BlockingIOError, OSError):
                    break
                now = time.monotonic()
                if since is None and kind_of(frame)[0] == "rtp":
                    since = now
                due, frame, entry = direction.due(frame, now, since)
                if due is not None:
                    count += 1
                    heapq.heappush(waiting, (due, count, out, frame, entry))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, out, frame, entry = heapq.heappop(waiting)
            try:
                os.write(out, frame)
            except OSError:
                continue
            if entry:
                entry[-1] = time.monotonic()
    with open(truth_file, "w", encoding="utf-8") as file:
        for name, ssrc, sequence, timestamp, payload_type, came, left in log:
            out = "lost" if left is None else "%d" % ((left - since) * 1e6)
            file.write("%s\t0x%08X\t%d\t%d\t%d\t%d\t%s\n" % (
                name, ssrc, sequence, timestamp, payload_type, (came - since) * 1e6, out))


if __name__ == "__main__":
    main()

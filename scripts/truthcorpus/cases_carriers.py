"""One call inside everything that carries it."""

import gzip
import shutil
import struct
import subprocess

from samples.packets import Endpoint, UDP, ip_packet, udp_datagram

from . import call as calls
from .call import Call
from .carriers import CARRIERS, inside
from .cases_peers import conversation
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import CLOCK, Tape

GROUP = "Carriers"


def _carried(name):
    link_type, make = CARRIERS[name]
    tape = Tape(link_type)
    tape.carrier = make()
    conversation(tape, *Call(Tape()).both_talk(count=200))
    return Truth(one_file(tape), clean_pair(200))


for _name in CARRIERS:
    situation("in " + _name, "an untroubled call, every packet in %s" % _name, GROUP)(
        lambda name=_name: _carried(name))


@situation("reported by HEP version 3", "a capture agent reports signaling and media with its own times", GROUP,
           peer=False)
def reported():
    tape = Tape()

    def chunk(kind, body):
        return struct.pack("!HHH", 0, kind, 6 + len(body)) + body

    def carry(packet):
        body = chunk(1, b"\x02") + chunk(2, b"\x11") + chunk(3, packet[12:16]) + chunk(4, packet[16:20])
        at = CLOCK.at
        body += chunk(7, packet[20:22]) + chunk(8, packet[22:24])
        body += chunk(9, struct.pack("!I", 1_767_225_600 + int(at))) + chunk(10, struct.pack(
            "!I", round(at % 1 * 1_000_000)))
        is_sip = packet[28:29].isalpha()
        body += chunk(11, b"\x01" if is_sip else b"\x04") + chunk(12, struct.pack("!I", 7)) + chunk(15, packet[28:])
        report = b"HEP3" + struct.pack("!H", 6 + len(body)) + body
        outer = udp_datagram(Endpoint("192.0.2.201", 40_123), Endpoint("192.0.2.202", 9_060), report)
        return inside(ip_packet("192.0.2.201", "192.0.2.202", UDP, outer, 60, 0, 7))

    plain = Tape()
    conversation(plain, *Call(Tape()).both_talk(count=200))
    for at, frame, _ in plain.ordered():
        CLOCK.at = at
        # The agent's packets come in bursts; its times are the truth.
        tape.frame(at - at % 0.1 + 0.1, carry(frame[14:]))
    return Truth(
        one_file(tape),
        [Stream(CALLER_SSRC, 200, jitterBelow=0.1), Stream(CALLEE_SSRC, 200, jitterBelow=0.1)])


@situation("media in TURN channel data", "the caller's media goes through a relay's channel (RFC 8656)", GROUP, peer=False)
def turn_channel():
    tape = Tape()
    relay = "192.0.2.99"
    call = Call(tape, media=(relay + ":49200", calls.CALLEE_MEDIA))
    call.ring_and_answer()
    client, server = "198.51.100.12:40000", relay + ":3478"
    cookie = 0x2112A442
    peer = Endpoint("203.0.113.24", 50_000)
    address = struct.pack("!HHH", 0x0012, 8, 1)
    mapped = struct.pack("!HI", peer.port ^ cookie >> 16, int.from_bytes(bytes([203, 0, 113, 24]), "big") ^ cookie)
    bind = struct.pack("!HHHH", 0x000C, 4, 0x4000, 0) + address + mapped
    for at, kind in ((0.9, 0x0009), (0.92, 0x0109)):
        body = bind if kind == 0x0009 else b""
        message = struct.pack("!HHI12s", kind, len(body), cookie, b"truthcorpus!") + body
        ends = (client, server) if kind == 0x0009 else (server, client)
        tape.udp(at, *ends, message)
    caller, callee = call.both_talk(count=200)
    for packets, ssrc, ends in ((caller, CALLER_SSRC, (client, server)), (callee, CALLEE_SSRC, (server, client))):
        for packet in packets:
            data = packet.bytes(ssrc)
            tape.udp(packet.at, *ends, struct.pack("!HH", 0x4000, len(data)) + data)
    call.hang_up(6)
    return Truth(one_file(tape), clean_pair(200))


@situation("media in TURN indications", "Send and Data indications carry it", GROUP, peer=False)
def turn_indications():
    tape = Tape()
    relay = "192.0.2.99"
    call = Call(tape, media=(relay + ":49200", calls.CALLEE_MEDIA))
    call.ring_and_answer()
    client, server = "198.51.100.12:40000", relay + ":3478"
    cookie = 0x2112A442
    mapped = struct.pack("!HHHHI", 0x0012, 8, 1, 50_000 ^ cookie >> 16,
                         int.from_bytes(bytes([203, 0, 113, 24]), "big") ^ cookie)
    caller, callee = call.both_talk(count=200)
    for packets, ssrc, kind, ends in ((caller, CALLER_SSRC, 0x0016, (client, server)),
                                      (callee, CALLEE_SSRC, 0x0017, (server, client))):
        for packet in packets:
            data = packet.bytes(ssrc)
            body = mapped + struct.pack("!HH", 0x0013, len(data)) + data + b"\0" * (-len(data) % 4)
            tape.udp(packet.at, *ends, struct.pack("!HHI12s", kind, len(body), cookie, b"truthcorpus!") + body)
    call.hang_up(6)
    return Truth(one_file(tape), clean_pair(200))


def _over_tcp(wrap):
    tape = Tape()
    sequence = {"calling": 1_000, "called": 9_000}

    def segment(at, side, text):
        from_host, to_host = (calls.CALLER, calls.CALLEE) if side == "calling" else (calls.CALLEE, calls.CALLER)
        ports = (51_000, 5_060) if side == "calling" else (5_060, 51_000)
        data = wrap(side, text)
        # Two segments, so that a message crosses them.
        for part in (data[:100], data[100:]):
            header = struct.pack("!HHIIBBHHH", *ports, sequence[side], sequence[
                "called" if side == "calling" else "calling"], 5 << 4, 0x18, 65_000, 0, 0)
            tape.add(at, ip_packet(from_host, to_host, 6, header + part, 64, 0, tape.identification(from_host)))
            sequence[side] += len(part)
            at += 0.000_1

    call = Call(tape, send_message=segment)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=200)
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(6)
    return Truth(one_file(tape), clean_pair(200))


@situation("SIP over TCP", "signaling in a TCP connection, messages across segments", GROUP)
def sip_over_tcp():
    return _over_tcp(lambda side, text: text)


@situation("SIP over WebSocket", "signaling in WebSocket frames (RFC 7118), masked by the client", GROUP, peer=False)
def sip_over_websocket():
    def wrap(side, text):
        mask = bytes([1, 2, 3, 4])
        is_client = side == "calling"
        head = bytes([0x81]) + struct.pack("!BH", (0x80 if is_client else 0) | 126, len(text))
        if not is_client:
            return head + text
        return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(text))

    return _over_tcp(wrap)


def _compressed(name, pack):
    tape = Tape()
    conversation(tape, *Call(Tape()).both_talk(count=200))
    return Truth({"capture.pcap." + name: pack(tape.pcap())}, clean_pair(200))


@situation("compressed with gzip", "the capture in gzip", GROUP)
def gzipped():
    return _compressed("gz", gzip.compress)


def _piped(command):
    return lambda data: subprocess.run(command, input=data, capture_output=True, check=True).stdout


for _tool, _ending in (("zstd", "zst"), ("lz4", "lz4")):
    if shutil.which(_tool):
        situation("compressed with " + _tool, "the capture in %s" % _tool, GROUP, peer=_tool != "lz4" or None)(
            lambda tool=_tool, ending=_ending: _compressed(ending, _piped([tool, "-q", "-c"])))


@situation("a rotated ring", "three files; the call begins in one and ends in another", GROUP, peer=False)
def ring():
    tape = Tape()
    conversation(tape, *Call(Tape()).both_talk())
    frames = tape.ordered()
    third = len(frames) // 3
    return Truth(
        {"ring_%05d.pcap" % (number + 1): tape.pcap(frames[number * third:(number + 1) * third if number < 2 else None])
         for number in range(3)}, clean_pair())


@situation("cut in mid-packet", "the file ends within its last packet", GROUP, peer=False)
def cut():
    tape = Tape()
    conversation(tape, *Call(Tape()).both_talk())
    frames = [frame for frame in tape.ordered() if frame[0] < 9]
    received = {ssrc: sum(1 for _, frame, _ in frames if frame[50:54] == ssrc.to_bytes(4, "big"))
                for ssrc in (CALLER_SSRC, CALLEE_SSRC)}
    last = int.from_bytes(frames[-1][1][50:54], "big")
    received[last] -= 1
    return Truth(
        {"capture.pcap": tape.pcap(frames)[:-20]}, [Stream(ssrc, count) for ssrc, count in received.items()],
        notes={"capture.ends-early"})

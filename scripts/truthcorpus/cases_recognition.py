"""What is media and what is not."""

import struct

from samples.dice import Dice

from . import call as calls
from .call import Call, Packet, send, talk
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import Tape

GROUP = "What is media"


def _alone(tape, streams, **truth):
    return Truth(one_file(tape), streams, calls=0, notes={"capture.no-signaling"} if streams else (), **truth)


@situation("media without signaling", "two streams and no session description", GROUP)
def without_signaling():
    tape = Tape()
    send(tape, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, CALLER_SSRC, talk(0, 300))
    send(tape, calls.CALLEE_MEDIA, calls.CALLER_MEDIA, CALLEE_SSRC, talk(0, 300, "callee"))
    return _alone(tape, clean_pair(300))


@situation("media on odd ports", "both directions on odd ports, without signaling", GROUP)
def odd_ports():
    tape = Tape()
    send(tape, "198.51.100.12:40001", "203.0.113.24:50003", CALLER_SSRC, talk(0, 300))
    send(tape, "203.0.113.24:50003", "198.51.100.12:40001", CALLEE_SSRC, talk(0, 300, "callee"))
    return _alone(tape, clean_pair(300))


@situation("media behind address translation", "the caller writes a private address and port; media comes from another", GROUP)
def translated():
    tape = Tape()
    call = Call(tape, media=("10.0.0.5:17000", calls.CALLEE_MEDIA))
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller, source="198.51.100.10:31234")
    call.send("called", callee, destination="198.51.100.10:31234")
    call.hang_up(12)

    def bound(report):
        return ["%s is bound to no call" % stream["id"] for stream in report["streams"] if stream["call"] is None]

    return Truth(one_file(tape), clean_pair(), check=bound)


@situation("RTCP on the media port", "rtcp-mux: reports between the media packets (RFC 5761)", GROUP)
def multiplexed():
    tape = Tape()
    call = Call(tape, lines=("a=rtpmap:0 PCMU/8000", "a=rtcp-mux"), formats="0")
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller)
    call.send("called", callee)
    for second in range(2, 11, 4):
        for ssrc, other, ends in ((CALLER_SSRC, CALLEE_SSRC, (calls.CALLER_MEDIA, calls.CALLEE_MEDIA)),
                                  (CALLEE_SSRC, CALLER_SSRC, (calls.CALLEE_MEDIA, calls.CALLER_MEDIA))):
            sent = (second - 1) * 50
            highest = (1_000 if other == CALLER_SSRC else 30_000) + sent - 6
            stamp = 0x83AA7E80 + 1_767_225_600 + second
            report = struct.pack("!BBHIIIIII", 0x81, 200, 12, ssrc, stamp & 0xFFFFFFFF, 0, 50_000 + sent * 160, sent,
                                 sent * 160) + struct.pack("!IIIIII", other, 0, highest, 3, 0, 0)
            name = b"media@" + b"%08x" % ssrc
            chunk = struct.pack("!I", ssrc) + b"\x01" + bytes([len(name)]) + name
            chunk += b"\0" * (4 - len(chunk) % 4)
            tape.udp(second, *ends, report + struct.pack("!BBH", 0x81, 202, len(chunk) // 4) + chunk)

    def counted(report):
        count = sum(capture["accounting"]["rtcp"] for capture in report["captures"])
        return [] if count == 6 else ["%d RTCP packets, not 6" % count]

    return Truth(one_file(tape), clean_pair(), check=counted)


def _stun(kind, dice):
    return struct.pack("!HHI12s", kind, 0, 0x2112A442, bytes(dice.below(256) for _ in range(12)))


def _dtls(kind=22):
    body = bytes(range(60))
    return struct.pack("!BHHIHH", kind, 0xFEFD, 0, 0, 1, len(body)) + body


@situation("STUN and DTLS on the media port", "connectivity checks and a handshake beside encrypted media", GROUP)
def beside():
    tape = Tape()
    dice = Dice("truth/beside")
    print_ = "a=fingerprint:sha-256 " + ":".join("%02X" % (index * 7 % 256) for index in range(32))
    call = Call(tape, lines=("a=rtpmap:0 PCMU/8000", print_, "a=setup:actpass", "a=rtcp-mux"), formats="0",
                transport="UDP/TLS/RTP/SAVPF")
    call.ring_and_answer()
    for at in range(1, 11):
        tape.udp(at + 0.001, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, _stun(0x0001, dice))
        tape.udp(at + 0.021, calls.CALLEE_MEDIA, calls.CALLER_MEDIA, _stun(0x0101, dice))
    for step in range(4):
        tape.udp(1.03 + step * 0.01, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, _dtls())
        tape.udp(1.035 + step * 0.01, calls.CALLEE_MEDIA, calls.CALLER_MEDIA, _dtls())
    caller, callee = call.both_talk(1.2)
    noise = bytes(dice.below(256) for _ in range(4_096))
    for index, packet in enumerate(caller + callee):
        packet.payload = noise[index * 7 % 3_900:][:160] + noise[:10]
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(12)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500, encrypted=True), Stream(CALLEE_SSRC, 500, encrypted=True)])


@situation("SRTP without keys", "RTP/SAVP with keys that the capture does not hold whole; still measured", GROUP)
def secured():
    tape = Tape()
    call = Call(tape, lines=("a=rtpmap:8 PCMA/8000", "a=key-mgmt:mikey AQAFgM0XflABAAAAAAAAAAAAAAsAyONQ6gAAAAAJAAAQ"),
                formats="8", transport="RTP/SAVP")
    call.ring_and_answer()
    caller, callee = call.both_talk(payload_type=8)
    dice = Dice("truth/secured")
    noise = bytes(dice.below(256) for _ in range(4_096))
    for index, packet in enumerate(caller + callee):
        packet.payload = noise[index * 11 % 3_900:][:170]
    call.send("calling", [packet for packet in caller if packet.sequence != 1_400])
    call.send("called", callee)
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 499, lost=1, encrypted=True),
                                  Stream(CALLEE_SSRC, 500, encrypted=True)])


@situation("ZRTP on the media port", "ZRTP hellos (RFC 6189) before the media", GROUP)
def zrtp():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    for step in range(5):
        message = struct.pack("!BBHII", 0x10, 0, 100 + step, 0x5A525450, CALLER_SSRC) + bytes(84)
        tape.udp(1.02 + step * 0.01, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, message)
    caller, callee = call.both_talk(1.1)
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(12)
    return Truth(one_file(tape), clean_pair())


@situation("a dynamic type from the description", "type 111 is Opus at 48 kHz by the description", GROUP)
def dynamic():
    tape = Tape()
    call = Call(tape, lines=("a=rtpmap:111 opus/48000/2",), formats="111")
    call.ring_and_answer()
    for side, sequence in (("calling", 1_000), ("called", 30_000)):
        dice = Dice("truth/opus" + side)
        call.send(side, [Packet(1.1 + index * 0.02, sequence + index, 7 + index * 960,
                                b"\x78" + bytes(dice.below(256) for _ in range(60 + dice.below(40))), 111)
                         for index in range(500)])
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(ssrc, 500, encoding="opus", jitterBelow=0.1)
                                  for ssrc in (CALLER_SSRC, CALLEE_SSRC)])


@situation("a dynamic type without a description", "type 111 at 48 kHz, its clock read off its pace", GROUP)
def inferred():
    tape = Tape()
    dice = Dice("truth/inferred")
    send(tape, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, CALLER_SSRC, [
        Packet(index * 0.02, 1_000 + index, 7 + index * 960, bytes(dice.below(256) for _ in range(80)), 111)
        for index in range(300)])

    def clock(report):
        uses = report["streams"][0]["payloadTypes"] if report["streams"] else []
        known = uses and uses[0]["clockRate"] == 48_000 and uses[0]["basis"] == "inferred"
        return [] if known else ["the clock rate was not inferred"]

    return _alone(tape, [Stream(CALLER_SSRC, 300, jitterBelow=0.1)], check=clock)


@situation("fax (T.38)", "UDPTL packets of a re-negotiated fax are no RTP", GROUP)
def fax():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=150)
    call.send("calling", caller)
    call.send("called", callee)
    image = "v=0\r\no=- 7 2 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=image %s udptl t38\r\na=T38FaxVersion:0\r\n"
    bodies = [image % (address, address, port) for address, port in (
        ("203.0.113.24", 50_000), ("198.51.100.12", 40_000))]
    call.again(4.5, "called", bodies[0], bodies[1])
    for index in range(400):
        # Sequence number, an IFP field, and what was sent before.
        body = struct.pack("!HBB", index, 6, 0xC0 | index % 16) + bytes([index % 251]) * 40 + b"\0\x01" + b"\x06\x80" * 8
        ends = (calls.CALLER_MEDIA, calls.CALLEE_MEDIA)
        tape.udp(5 + index * 0.02, *(ends if index % 4 else ends[::-1]), body)
    call.hang_up(14)
    return Truth(one_file(tape), clean_pair(150))


def _other(name, make):
    """A healthy call beside traffic that is no media."""
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=300)
    call.send("calling", caller)
    call.send("called", callee)
    dice = Dice("truth/" + name)
    for index in range(600):
        make(tape, 1.0 + index * 0.011, index, dice)
    call.hang_up(8)
    return Truth(one_file(tape), clean_pair(300))


def _bytes(dice, count):
    return bytes(dice.below(256) for _ in range(count))


@situation("DNS beside it", "questions and answers whose identifiers look like RTP's first bytes", GROUP)
def dns():
    def make(tape, at, index, dice):
        identifier = 0x8000 | index
        question = struct.pack("!HHHHHH", identifier, 0x0100, 1, 0, 0, 0) + b"\x03www\x07example\x03com\0\0\x01\0\x01"
        tape.udp(at, "198.51.100.40:53%03d" % (index % 7), "203.0.113.53:53", question)
        tape.udp(at + 0.004, "203.0.113.53:53", "198.51.100.40:53%03d" % (index % 7),
                 question[:2] + b"\x81\x80" + question[4:])

    return _other("dns", make)


@situation("QUIC beside it", "a long download over QUIC, its packets beginning with 01 and 10 in turn", GROUP)
def quic():
    def make(tape, at, index, dice):
        first = (0x40 if index % 2 else 0x80) | dice.below(64)
        tape.udp(at, "203.0.113.80:443", "198.51.100.40:51820", bytes([first]) + _bytes(dice, 200 + dice.below(900)))

    return _other("quic", make)


@situation("a game beside it", "small packets with a counter, thirty a second", GROUP)
def game():
    def make(tape, at, index, dice):
        tape.udp(at, "198.51.100.41:27005", "203.0.113.90:27015",
                 struct.pack("<II", index, index - 1 if index else 0) + _bytes(dice, 30 + dice.below(40)))
        tape.udp(at + 0.005, "203.0.113.90:27015", "198.51.100.41:27005",
                 bytes([0x80]) + struct.pack(">H", dice.below(65_536)) + _bytes(dice, 60))

    return _other("game", make)


@situation("video beside it", "video at 90 kHz, several packets of one timestamp, in the same call", GROUP)
def video():
    tape = Tape()
    call = Call(tape)
    for side, port in (("calling", 40_002), ("called", 50_002)):
        call.lines[side] += ["m=video %d RTP/AVP 96" % port, "a=rtpmap:96 H264/90000"]
    call.ring_and_answer()
    caller, callee = call.both_talk(count=300)
    call.send("calling", caller)
    call.send("called", callee)
    dice = Dice("truth/video")
    frames, sequence = [], 9_000
    for frame in range(180):
        for part in range(4):
            frames.append(Packet(1.2 + frame / 30 + part * 0.000_3, sequence, frame * 3_000, _bytes(dice, 700), 96, part == 3))
            sequence += 1
    send(tape, "198.51.100.12:40002", "203.0.113.24:50002", 0x96000001, frames)
    call.hang_up(8)

    def is_video(report):
        return [] if any(stream["media"] == "video" for stream in report["streams"]) else ["no video stream"]

    return Truth(one_file(tape), clean_pair(300) + [Stream(0x96000001, 720, encoding="H264")], check=is_video)


def _named(name):
    def check(report):
        names = {other["protocol"] for capture in report["captures"] for other in capture["otherSignaling"]}
        return [] if name in names else ["%s is not named" % name]

    return check


@situation("an MGCP call", "the gateway is told by MGCP; the streams are measured", GROUP)
def mgcp():
    tape = Tape()
    body = "v=0\r\nc=IN IP4 203.0.113.24\r\nm=audio 50000 RTP/AVP 0\r\n"
    text = "CRCX 1201 aaln/1@gateway.example.com MGCP 1.0\r\nC: A3C47F21456789F0\r\nL: p:20, a:PCMU\r\nM: sendrecv\r\n"
    tape.udp(0, "192.0.2.5:2727", "198.51.100.12:2427", (text + "\r\n" + body).encode())
    tape.udp(0.02, "198.51.100.12:2427", "192.0.2.5:2727", (
        "200 1201 OK\r\nI: FDE234C8\r\n\r\nv=0\r\nc=IN IP4 198.51.100.12\r\nm=audio 40000 RTP/AVP 0\r\n").encode())
    send(tape, calls.CALLER_MEDIA, calls.CALLEE_MEDIA, CALLER_SSRC, talk(0.5, 300))
    send(tape, calls.CALLEE_MEDIA, calls.CALLER_MEDIA, CALLEE_SSRC, talk(0.5, 300, "callee"))
    return Truth(one_file(tape), clean_pair(300), calls=0, check=_named("MGCP"))

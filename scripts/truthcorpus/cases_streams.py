"""What streams really are: copies, legs, epochs, wraps, order, repair."""

import struct

from samples.packets import ethernet_frame, with_ttl

from . import call as calls
from .call import Call, Packet, send, talk
from .cases_peers import conversation
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import Tape

GROUP = "Streams as they are"


def _copied(delay, rewrite=None):
    tape = Tape()
    conversation(tape, *Call(Tape()).both_talk())
    for at, frame, _ in list(tape.frames):
        tape.frame(at + delay, rewrite(frame) if rewrite else frame)
    return Truth(
        one_file(tape),
        [Stream(ssrc, 500, duplicated=500, copies=500) for ssrc in (CALLER_SSRC, CALLEE_SSRC)],
        notes={"capture.duplicates"})


for _delay in (0.000_1, 0.001, 0.1, 0.9):
    situation("copies after %g ms" % (_delay * 1_000), "a second tap delivers every packet again, so much later",
              GROUP)(lambda delay=_delay: _copied(delay))


@situation("copies with a VLAN tag", "the mirrored copy is tagged", GROUP)
def copies_tagged():
    return _copied(0.000_3, lambda frame: frame[:12] + b"\x81\x00\x00\x64" + frame[12:])


@situation("copies behind a router", "the copy has one hop less to live and other MAC addresses", GROUP)
def copies_routed():
    return _copied(0.000_3, lambda frame: ethernet_frame(
        bytes.fromhex("02000000000c"), bytes.fromhex("02000000000d"), with_ttl(frame[14:], 63)))


@situation("before and after an address translation", "one stream with the source address rewritten on the way", GROUP,
           peer=False)
def translated():
    tape = Tape()
    call = Call(tape, media=("10.1.1.12:40000", calls.CALLEE_MEDIA))
    call.ring_and_answer()
    caller, callee = call.both_talk()
    for packet in caller:
        number = tape.identification("10.1.1.12")
        data = packet.bytes(CALLER_SSRC)
        tape.udp(packet.at, "10.1.1.12:40000", calls.CALLEE_MEDIA, data, identification=number)
        if packet.sequence % 100 != 50:
            tape.udp(packet.at + 0.000_4, "192.0.2.7:61000", calls.CALLEE_MEDIA, data, 63, number)
    for packet in callee:
        number = tape.identification("203.0.113.24")
        data = packet.bytes(CALLEE_SSRC)
        tape.udp(packet.at, calls.CALLEE_MEDIA, "192.0.2.7:61000", data, identification=number)
        tape.udp(packet.at + 0.000_4, calls.CALLEE_MEDIA, "10.1.1.12:40000", data, 63, number)
    call.hang_up(12)
    return Truth(
        one_file(tape),
        [Stream(CALLER_SSRC, 500, source="10.1.1.12:40000"),
         Stream(CALLER_SSRC, 495, lost=5, source="192.0.2.7:61000", relation="address-translated", lostBetween=5),
         Stream(CALLEE_SSRC, 500, destination="192.0.2.7:61000"),
         Stream(CALLEE_SSRC, 500, destination="10.1.1.12:40000", relation="address-translated", lostBetween=0)],
        faults={"media.packet-loss"})


@situation("two legs of a relay", "a back-to-back agent passes the same packets on; it loses three of them", GROUP,
           peer=False)
def relayed():
    tape = Tape()
    middle = "192.0.2.50"
    one = Call(tape, "leg one", callee=middle, media=(calls.CALLER_MEDIA, middle + ":20000"))
    two = Call(tape, "leg two", caller=middle, media=(middle + ":20002", calls.CALLEE_MEDIA))
    one.ring(0)
    two.ring(0.05)
    two.answer(1.0)
    one.answer(1.05)
    caller, callee = one.both_talk(1.3)
    for packet in caller:
        data = packet.bytes(CALLER_SSRC)
        tape.udp(packet.at, calls.CALLER_MEDIA, middle + ":20000", data)
        if packet.sequence not in (1_100, 1_200, 1_300):
            tape.udp(packet.at + 0.002, middle + ":20002", calls.CALLEE_MEDIA, data)
    for packet in callee:
        data = packet.bytes(CALLEE_SSRC)
        tape.udp(packet.at, calls.CALLEE_MEDIA, middle + ":20002", data)
        tape.udp(packet.at + 0.002, middle + ":20000", calls.CALLER_MEDIA, data)
    one.hang_up(12)
    two.hang_up(12.1)

    def linked(report):
        return [] if all(call["linkedCalls"] for call in report["calls"]) else ["legs are not linked"]

    return Truth(
        one_file(tape),
        [Stream(CALLER_SSRC, 500, source=calls.CALLER_MEDIA),
         Stream(CALLER_SSRC, 497, lost=3, source=middle + ":20002", relation="relayed", lostBetween=3),
         Stream(CALLEE_SSRC, 500, source=calls.CALLEE_MEDIA),
         Stream(CALLEE_SSRC, 500, source=middle + ":20000", relation="relayed", lostBetween=0)],
        calls=2, check=linked)


@situation("another SSRC at the answer", "ring-back comes from one source, the called party from another", GROUP)
def source_changes():
    tape = Tape()
    call = Call(tape)
    call.ring(0)
    call.response(0.3, "called", 183, "INVITE", body=call.describe("called"))
    call.answer(4.0)
    ringing = talk(0.4, 180, "callee", sequence=500, timestamp=10_000)
    callee = talk(4.1, 400, "callee", sequence=30_000, timestamp=900_000)
    call.send("called", ringing, ssrc=0x0A0B0C0D)
    call.send("called", callee)
    call.send("calling", talk(4.1, 400))
    call.hang_up(12.5)
    return Truth(
        one_file(tape), [Stream(0x0A0B0C0D, 180), Stream(CALLEE_SSRC, 400), Stream(CALLER_SSRC, 400)])


@situation("media moves in mid-call", "a re-INVITE moves the called party's media to another gateway", GROUP)
def moved():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller[:250])
    call.send("called", callee[:250])
    call.media["called"] = "203.0.113.99:51000"
    call.again(6.0, "called", call.describe("called"), call.describe("calling"))
    call.send("calling", caller[250:])
    call.send("called", callee[250:])
    call.hang_up(12)
    return Truth(
        one_file(tape),
        [Stream(CALLER_SSRC, 250, destination=calls.CALLEE_MEDIA),
         Stream(CALLER_SSRC, 250, destination="203.0.113.99:51000"),
         Stream(CALLEE_SSRC, 250, source=calls.CALLEE_MEDIA), Stream(CALLEE_SSRC, 250, source="203.0.113.99:51000")])


@situation("forked early media", "two branches ring with media of their own, a third host answers", GROUP)
def forked():
    tape = Tape()
    call = Call(tape)
    call.request(0, "calling", "INVITE", body=call.describe("calling"), established=False)
    call.response(0.02, "called", 100, "INVITE")
    streams = []
    for branch, (host, ssrc) in enumerate((("203.0.113.31", 0x11111111), ("203.0.113.32", 0x22222222))):
        tag = call.dialog.new_tag()
        call.response(0.2 + 0.1 * branch, "called", 183, "INVITE", body=call.describe("called", address=host), tag=tag)
        send(tape, host + ":50000", calls.CALLER_MEDIA, ssrc, talk(0.5 + 0.1 * branch, 150, "callee"))
        streams.append(Stream(ssrc, 150))
    call.answer(4.0)
    call.send("calling", talk(4.1, 300))
    call.send("called", talk(4.1, 300, "callee", sequence=30_000, timestamp=900_000))
    call.hang_up(11)
    return Truth(one_file(tape), streams + clean_pair(300))


def _held(style):
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    if style == "sendonly":
        bodies = call.describe("calling", "sendonly"), call.describe("called", "recvonly")
    else:
        bodies = call.describe("calling", address="0.0.0.0"), call.describe("called", "recvonly")
    call.again(5.1, "calling", *bodies)
    call.again(12.0, "calling", call.describe("calling"), call.describe("called"))
    call.send("calling", talk(1.1, 700))  # music while held
    callee = talk(1.105, 200, "callee", sequence=30_000, timestamp=900_000)
    callee += talk(12.105, 150, "callee", sequence=30_200, timestamp=900_000 + 550 * 160)
    call.send("called", callee)
    call.hang_up(16)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 700), Stream(CALLEE_SSRC, 350, epochs=2)])


@situation("hold with music", "sendonly: the holder plays music, the held party is silent", GROUP)
def held_with_music():
    return _held("sendonly")


@situation("hold in the old style", "c=0.0.0.0 (RFC 2543) instead of a direction", GROUP)
def held_old_style():
    return _held("old")


@situation("held by another host's music", "the called party's packets stop, a music server sends instead", GROUP)
def held_elsewhere():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk(count=600)
    call.again(5.1, "called", call.describe("called", "sendonly", address="203.0.113.77", port="6000"),
               call.describe("calling", "recvonly"))
    call.again(10.0, "called", call.describe("called"), call.describe("calling"))
    call.send("calling", caller[:200] + [
        packet for packet in talk(10.1, 150, sequence=1_200, timestamp=50_000 + 450 * 160)])
    call.send("called", callee[:200] + talk(10.105, 150, "callee", sequence=30_200, timestamp=900_000 + 450 * 160))
    send(tape, "203.0.113.77:6000", calls.CALLER_MEDIA, 0x77777777, talk(5.2, 235, "callee"))
    call.hang_up(14)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 350, epochs=2), Stream(CALLEE_SSRC, 350, epochs=2),
                         Stream(0x77777777, 235)])


@situation("blind transfer", "REFER in mid-call, then BYE", GROUP)
def transferred():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    caller, callee = call.both_talk()
    call.send("calling", caller)
    call.send("called", callee)
    call.request(11.2, "calling", "REFER", extra=[("Refer-To", "<sip:+442079460055@office.example.com>")])
    call.hang_up(11.5, "calling")
    return Truth(one_file(tape), clean_pair(), outcome="answered")


@situation("sequence numbers wrap", "65,535 is followed by 0", GROUP)
def sequence_wrap():
    tape = Tape()
    caller = talk(1.1, 500, sequence=65_300)
    conversation(tape, [packet for packet in caller if packet.sequence not in (65_535, 65_536)],
                 talk(1.105, 500, "callee", sequence=65_300, timestamp=900_000))
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 498, lost=2), Stream(CALLEE_SSRC, 500)])


@situation("timestamps wrap", "the RTP timestamp passes 2^32", GROUP)
def timestamp_wrap():
    tape = Tape()
    conversation(tape, talk(1.1, 500, timestamp=(1 << 32) - 30_000),
                 talk(1.105, 500, "callee", sequence=30_000, timestamp=(1 << 32) - 160 * 250))
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 500, jitterBelow=0.1), Stream(CALLEE_SSRC, 500, jitterBelow=0.1)])


def _late(places):
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    caller[100].at += places * 0.02 + 0.01
    conversation(tape, caller, callee)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500, reordered=1), Stream(CALLEE_SSRC, 500)])


for _places in (3, 20, 200):
    situation("late by %d packets" % _places, "one packet arrives after %d later ones; nothing is lost" % _places,
              GROUP)(lambda places=_places: _late(places))


@situation("sent twice by the phone", "a phone sends each packet twice, as new IP packets", GROUP)
def sent_twice():
    tape = Tape()
    caller, callee = Call(tape).both_talk()
    doubled = [copy for packet in caller for copy in (packet, packet.moved(0.005))]
    conversation(tape, doubled, callee)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500, duplicated=500), Stream(CALLEE_SSRC, 500)],
                 never={"capture.duplicates"})


@situation("retransmissions (RFC 4588)", "ten lost, eight of them sent again in a stream of their own", GROUP, peer=False)
def retransmitted():
    tape = Tape()
    lines = ("a=rtpmap:0 PCMU/8000", "a=rtpmap:97 rtx/8000", "a=fmtp:97 apt=0;rtx-time=3000")
    call = Call(tape, lines=lines, formats="0 97")
    call.ring_and_answer()
    caller, callee = call.both_talk()
    lost = list(range(1_040, 1_440, 40))
    call.send("calling", [packet for packet in caller if packet.sequence not in lost])
    for place, number in enumerate(lost[:8]):
        original = caller[number - 1_000]
        again = Packet(original.at + 0.08, place, original.timestamp, struct.pack("!H", number) + original.payload, 97)
        call.send("calling", [again], ssrc=0x77000001)
    call.send("called", callee)
    call.hang_up(12)
    return Truth(
        one_file(tape),
        [Stream(CALLER_SSRC, 490, lost=10, repaired=8, lostAfterRepair=2),
         Stream(0x77000001, 8, role="retransmission", epochs=None), Stream(CALLEE_SSRC, 500)],
        never={"media.packet-loss"})


@situation("redundant audio (RFC 2198)", "each packet repeats the one before; of five gaps four are repaired", GROUP,
           peer=False)
def redundant():
    tape = Tape()
    call = Call(tape, lines=("a=rtpmap:98 red/8000", "a=fmtp:98 0/0", "a=rtpmap:0 PCMU/8000"), formats="98 0")
    call.ring_and_answer()
    caller, callee = call.both_talk()
    for side, packets in (("calling", caller), ("called", callee)):
        made = []
        for before, packet in zip([packets[0]] + packets, packets):
            header = struct.pack("!BHB", 0x80, 160 << 2 | 160 >> 8, 160 & 0xFF) + b"\0"
            made.append(Packet(packet.at, packet.sequence, packet.timestamp, header + before.payload + packet.payload,
                               98, packet.marker))
        if side == "calling":
            made = [packet for packet in made if packet.sequence not in (1_050, 1_100, 1_150, 1_200, 1_201)]
        call.send(side, made)
    call.hang_up(12)
    return Truth(
        one_file(tape), [Stream(CALLER_SSRC, 495, lost=5, repaired=4, lostAfterRepair=1, encoding="red"),
                         Stream(CALLEE_SSRC, 500, repaired=0)], never={"media.packet-loss", "media.break-up"})


@situation("parity (RFC 5109)", "one parity packet for five; three single losses are repaired, two in one group not",
           GROUP, peer=False)
def parity():
    tape = Tape()
    call = Call(tape, lines=("a=rtpmap:0 PCMU/8000", "a=rtpmap:99 ulpfec/8000"), formats="0 99")
    call.ring_and_answer()
    caller, callee = call.both_talk()
    lost = (1_052, 1_103, 1_200, 1_300, 1_301)
    call.send("calling", [packet for packet in caller if packet.sequence not in lost])
    for place, base in enumerate(range(1_000, 1_500, 5)):
        header = struct.pack("!BBHIHHH", 0, 0, base, 0, 0, 160, 0b11111 << 11)
        last = caller[base - 1_000 + 4]
        call.send("calling", [Packet(last.at + 0.001, place, last.timestamp, header + bytes(160), 99)], ssrc=0x99000001)
    call.send("called", callee)
    call.hang_up(12)
    return Truth(
        one_file(tape),
        [Stream(CALLER_SSRC, 495, lost=5, repaired=3, lostAfterRepair=2),
         Stream(0x99000001, 100, role="forward-error-correction", epochs=None), Stream(CALLEE_SSRC, 500)],
        never={"media.packet-loss"})


@situation("two paths (ST 2022-7)", "a sender uses two multicast paths; each loses packets, one is lost on both", GROUP,
           peer=False)
def two_paths():
    tape = Tape()
    packets = talk(1.0, 500)
    one = [packet for packet in packets if packet.sequence % 50 != 20 and packet.sequence != 1_333]
    two = [packet.moved(0.002) for packet in packets if packet.sequence % 60 != 11 and packet.sequence != 1_333]
    send(tape, "192.0.2.1:5004", "239.10.1.1:5004", 0x20227000, one)
    send(tape, "192.0.2.129:5004", "239.20.1.1:5004", 0x20227000, two)
    lost = {packet.sequence for packet in packets} - {packet.sequence for packet in one}
    other = {packet.sequence for packet in packets} - {packet.sequence for packet in two}
    both = len(lost & other)
    return Truth(
        one_file(tape),
        [Stream(0x20227000, len(one), lost=len(lost), source="192.0.2.1:5004", repaired=len(lost) - both,
                lostAfterRepair=both),
         Stream(0x20227000, len(two), lost=len(other), source="192.0.2.129:5004", relation="second-path",
                repaired=len(other) - both, lostAfterRepair=both)],
        calls=0, notes={"capture.no-signaling"}, never={"media.packet-loss"})

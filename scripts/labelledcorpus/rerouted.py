"""Calls without a fault whose addresses, ports, formats or reports are unusual."""

from samples.instant import MILLISECOND, SECOND
from samples.packets import Endpoint
from samples.scene import other

from . import codecs
from .build import LabelledCall

SIDES = ("calling", "called")
PRIVATE = ("192.168.1.23", "10.20.30.40", "172.16.5.9", "100.64.7.7")


def _side(dice):
    return SIDES[dice.child("side").below(2)]


def _usual(call):
    call.establish()
    call.finish()
    for side in SIDES:
        call.speaks(side)
    call.control()


def latched(dice, bank, label):
    """A telephone behind address translation asks for a private address; the peer answers to where media comes from."""
    side = _side(dice)
    public = "203.0.113.77" if side == "called" else "198.51.100.77"
    wanted = {"address": public, "media": public, "advertised": PRIVATE[dice.child("which").below(4)]}
    call = LabelledCall(dice, bank, **{side: wanted})
    call.media[other(side)].target = Endpoint(public, call.media[side].source.port)
    _usual(call)
    return call


def latched_translated_port(dice, bank, label):
    """As before, and the port is translated as well."""
    side = _side(dice)
    public = "203.0.113.77" if side == "called" else "198.51.100.77"
    wanted = {"address": public, "media": public, "advertised": PRIVATE[dice.child("which").below(4)]}
    call = LabelledCall(dice, bank, **{side: wanted})
    end = call.media[side]
    end.source = Endpoint(public, dice.child("port").between(1_024, 4_000) * 2)
    call.media[other(side)].target = end.source
    _usual(call)
    return call


def latched_public(dice, bank, label):
    """The address asked for is public, but media comes from, and goes to, a translated port of it."""
    call = LabelledCall(dice, bank)
    side = _side(dice)
    end = call.media[side]
    end.source = Endpoint(end.source.address, dice.child("port").between(1_024, 4_000) * 2)
    call.media[other(side)].target = end.source
    _usual(call)
    return call


def private_network(dice, bank, label):
    """Both in one company network: private addresses are where they should be."""
    call = LabelledCall(
        dice, bank, calling={"address": "10.1.0.11", "media": "10.1.0.11"},
        called={"address": "10.1.0.5", "media": ("10.1.0.5", "192.168.7.20")[dice.child("media").below(2)]})
    _usual(call)
    return call


def private_behind_tunnel(dice, bank, label):
    """Signaling through a public proxy, media between private addresses that a tunnel joins: RTCP says it arrives."""
    call = LabelledCall(
        dice, bank, rtcp=True, seconds=20, calling={"media": "10.1.0.11"}, called={"media": "10.2.0.12"})
    _usual(call)
    return call


def port_change(dice, bank, label):
    """A re-INVITE moves one side's media to another port, or another host."""
    call = LabelledCall(dice, bank, seconds=22)
    by = _side(dice)
    call.establish()
    end = call.media[by]
    moved = Endpoint(
        end.source.address if dice.child("host").chance(500) else end.source.address.rsplit(".", 1)[0] + ".222",
        end.source.port + 2 * dice.child("port").between(1, 50))
    known = call.reinvite(
        by, call.after(by, dice.child("at").between(5, 9)), "sendrecv", "sendrecv", address=moved.address,
        port=moved.port)
    call.finish()
    for side in SIDES:
        call.speaks(side, until=known[side])
    end.host = call.host(moved.address)
    end.source = moved
    call.media[other(by)].target = moved
    for side in SIDES:
        call.speaks(side, start=known[side] + 20 * MILLISECOND)
    call.control()
    return call


def restarted(dice, bank, label):
    call = LabelledCall(dice, bank)
    side = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(side))
    speaker = call.speaker(side)
    speaker.talk(call.after(side, dice.child("at").between(4, 9)))
    speaker.now += dice.child("gap").between(40, 300) * MILLISECOND
    speaker.restart(dice.child("sequence").below(65_536))
    speaker.talk(call.stop[side])
    call.carry(side, speaker)
    call.control()
    return call


def new_source(dice, bank, label):
    """A device changes its SSRC in mid-call."""
    call = LabelledCall(dice, bank)
    side = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(side))
    at = call.after(side, dice.child("at").between(5, 9))
    call.speaks(side, until=at)
    call.speaks(side, start=at + 20 * MILLISECOND)
    call.control()
    return call


def never_reports(dice, bank, label):
    """Devices that speak RTCP and never report on anybody. If only one did so, it would look like one that is deaf."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=26)
    call.quiet_reporters = set(SIDES)
    _usual(call)
    return call


def reports_one_way(dice, bank, label):
    """Only one side speaks RTCP."""
    call = LabelledCall(dice, bank, rtcp=True)
    call.reporting = {_side(dice)}
    call.quiet_reporters = set()
    _usual(call)
    return call


def late_start(dice, bank, label):
    """The first words come a second after the answer."""
    call = LabelledCall(dice, bank)
    side = _side(dice)
    call.establish()
    call.finish()
    call.speaks(other(side))
    call.speaks(side, start=call.begin[side] + dice.child("late").between(500, 1_400) * MILLISECOND)
    call.control()
    return call


def own_numbers(dice, bank, label):
    """Each side has given the same codec another payload type, and is sent the one it gave."""
    call = LabelledCall(dice, bank, codec="opus")
    theirs = codecs.named("opus", dice.child("theirs"))
    theirs.number = 96 + (call.codec.number - 96 + 1 + dice.child("shift").below(10)) % 30
    call.offers("calling", codecs=[call.codec])
    call.offers("called", codecs=[theirs])
    call.establish()
    call.finish()
    call.speaks("calling", codec=theirs)
    call.speaks("called", codec=call.codec)
    call.control()
    return call


def two_codecs(dice, bank, label):
    """Both codecs were agreed; each side uses another one."""
    call = LabelledCall(dice, bank, codec="PCMU")
    second = codecs.named("PCMA", dice)
    for side in SIDES:
        call.offers(side, codecs=[call.codec, second])
    call.establish()
    call.finish()
    call.speaks("calling", codec=call.codec)
    call.speaks("called", codec=second)
    call.control()
    return call


def codec_change(dice, bank, label):
    """A re-INVITE changes the codec; the stream goes on under the new payload type."""
    call = LabelledCall(dice, bank, codec="PCMU", seconds=22)
    second = codecs.named(("PCMA", "G729", "G722")[dice.child("second").below(3)], dice)
    by = _side(dice)
    call.establish()
    for side in SIDES:
        call.offers(side, codecs=[second])
    known = call.reinvite(by, call.after(by, dice.child("at").between(5, 15)), "sendrecv", "sendrecv")
    call.finish()
    for side in SIDES:
        first = call.speaker(side)
        first.talk(known[side])
        changed = call.speaker(side, codec=second, start=first.now)
        changed.ssrc = first.ssrc
        changed._sequence = first._sequence
        changed._timestamp = first._media_time()
        changed.talk(call.stop[side])
        first.packets += changed.packets
        call.media[side].senders.remove(changed)
        call.carry(side, first)
    call.control()
    return call


def two_packet_times(dice, bank, label):
    call = LabelledCall(dice, bank, codec=("PCMU", "G729")[dice.child("codec").below(2)])
    call.packet_times = {"calling": 20, "called": 30}
    _usual(call)
    return call


def other_source_port(dice, bank, label):
    """A gateway sends from another port than it listens at."""
    call = LabelledCall(dice, bank)
    side = _side(dice)
    end = call.media[side]
    end.source = Endpoint(end.source.address, end.source.port + 2 * dice.child("port").between(1, 200))
    _usual(call)
    return call


def announcement(dice, bank, label):
    """One side asked to send only, from the beginning: paging, a recorded message."""
    call = LabelledCall(dice, bank)
    side = _side(dice)
    call.offers(side, direction="sendonly")
    call.offers(other(side), direction="recvonly")
    call.establish()
    call.finish()
    call.speaks(side, call.conversation(side, share=95))
    call.control()
    return call


def capture_blind(dice, bank, label):
    """The capture, not the network, misses packets."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=24)
    for number in range(3):
        begin = call.at + (6 + 4 * number) * SECOND
        call.wire.blind.append((begin, begin + dice.child("blind %d" % number).between(150, 500) * MILLISECOND))
    _usual(call)
    label.either("break-up")
    return call


def captured_twice(dice, bank, label):
    call = LabelledCall(dice, bank)
    call.wire.copy_after = (5, 30)
    _usual(call)
    return call


FAMILIES = [
    latched, latched_translated_port, latched_public, private_network, private_behind_tunnel, port_change, restarted,
    new_source, never_reports, reports_one_way, late_start, own_numbers, two_codecs, codec_change, two_packet_times,
    other_source_port, announcement, capture_blind, captured_twice,
]

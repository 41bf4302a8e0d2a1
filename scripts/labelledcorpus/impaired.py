"""Calls that sound bad: break-up, delay, echo, robotic voice, noise, alone and together, also with one-way audio."""

from samples.impairments import lose_at_random, lose_in_bursts, stall
from samples.instant import MILLISECOND
from samples.packets import Endpoint
from samples.scene import other

from . import sound
from .build import LabelledCall, Refusal

SIDES = ("calling", "called")


def _side(dice):
    return SIDES[dice.child("side").below(2)]


def _talk(call, impair=None, tracks=None, **options):
    call.establish()
    call.finish()
    for side in SIDES:
        call.speaks(side, (tracks or {}).get(side), (impair or {}).get(side), **options.get(side, {}))
    call.control()


# What the network does


def random_losses(dice):
    share = dice.child("share").between(40, 150)
    return lambda packets, chance: lose_at_random(packets, chance, share)


def bursts(dice):
    draw = dice.child("bursts")
    enter, leave, loss = draw.between(14, 30), draw.between(120, 300), draw.between(700, 1000)
    return lambda packets, chance: lose_in_bursts(packets, chance, enter, leave, loss)


def stalls(dice):
    shortest = dice.child("stall").between(260, 400)
    return lambda packets, chance: stall(
        packets, chance, shortest * MILLISECOND, (shortest + 250) * MILLISECOND, 400 * MILLISECOND)


def outages(dice):
    """Now and then nothing for one to two seconds."""
    spans = dice.child("outages")

    def impair(packets, chance):
        for _ in range(3):
            begin = spans.below(max(1, len(packets) - 120))
            for packet in packets[begin + 10:begin + 10 + spans.between(30, 80)]:
                packet.tap_at = None

    return impair


def _broken(dice, bank, impairment, **circumstances):
    call = LabelledCall(dice, bank, **circumstances)
    side = _side(dice)
    _talk(call, {side: impairment(dice)})
    return call


def loss(dice, bank, label):
    return _broken(dice, bank, random_losses)


def loss_both_ways(dice, bank, label):
    call = LabelledCall(dice, bank)
    _talk(call, {side: random_losses(dice.child(side)) for side in SIDES})
    return call


def burst_loss(dice, bank, label):
    return _broken(dice, bank, bursts, seconds=24)


def stalling_queue(dice, bank, label):
    return _broken(dice, bank, stalls)


def short_outages(dice, bank, label):
    return _broken(dice, bank, outages, seconds=24)


def loss_beyond(dice, bank, label):
    """Loss behind the capture: only the receiver's reports tell."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=26)
    side = _side(dice)
    share = dice.child("share").between(60, 150)

    def beyond(packets, chance):
        for packet in packets[8:-8]:
            packet.lost_beyond = chance.chance(share)

    _talk(call, {side: beyond})
    return call


def mild_jitter(dice, bank, label):
    """Uneven, and well within every buffer."""
    call = LabelledCall(dice, bank)
    width = dice.child("width").between(3, 25) * MILLISECOND

    def shake(packets, chance):
        last = 0
        for packet in packets:
            packet.tap_at = last = max(packet.tap_at + chance.below(width), last + 50)

    _talk(call, {side: shake for side in SIDES})
    return call


# Delay


def delayed(dice, bank, label):
    call = LabelledCall(dice, bank, rtcp=True, delay=dice.child("delay").between(170, 420) * MILLISECOND)
    _talk(call)
    return call


def delayed_seen_midway(dice, bank, label):
    """Watched in the middle: each side's round trip is only a part of the way."""
    call = LabelledCall(
        dice, bank, rtcp=True, near="middle", delay=dice.child("delay").between(170, 320) * MILLISECOND)
    _talk(call)
    return call


def delayed_unseen(dice, bank, label):
    """Without RTCP the delay cannot be seen."""
    call = LabelledCall(dice, bank, rtcp=False, delay=dice.child("delay").between(170, 420) * MILLISECOND)
    _talk(call)
    return call


def delayed_and_broken(dice, bank, label):
    call = LabelledCall(dice, bank, rtcp=True, delay=dice.child("delay").between(170, 400) * MILLISECOND)
    _talk(call, {_side(dice): bursts(dice)})
    return call


# What is in the sound


def _echoed(dice, call, weakest=30):
    """Tracks of which one carries the other, as it was heard there and came back 100 to 300 ms later."""
    call.establish()
    call.finish()
    speaks = _side(dice)
    tracks = {side: call.conversation(side) for side in SIDES}
    returning = other(speaks)
    # A track begins when its side begins to send; what is said there is heard a way later.
    heard = (call.begin[speaks] - call.begin[returning] + call.one_way) // MILLISECOND
    tracks[returning] = sound.echoed(
        tracks[returning], tracks[speaks], max(1, heard + dice.child("echo delay").between(100, 300)),
        dice.child("echo loss").between(8, weakest))
    return tracks


def echo(dice, bank, label):
    call = LabelledCall(dice, bank, g711=True)
    tracks = _echoed(dice, call)
    for side in SIDES:
        call.speaks(side, tracks[side])
    call.control()
    label.has("echo")
    return call


def echo_and_delay(dice, bank, label):
    call = LabelledCall(dice, bank, g711=True, rtcp=True, delay=dice.child("delay").between(170, 300) * MILLISECOND)
    tracks = _echoed(dice, call)
    for side in SIDES:
        call.speaks(side, tracks[side])
    call.control()
    label.has("echo")
    return call


def robotic(dice, bank, label):
    """A gateway fills gaps by repeating frames, and sends that on without a gap."""
    call = LabelledCall(dice, bank, g711=True)
    side = _side(dice)
    track = sound.repeated(
        call.conversation(side, share=70), dice.child("repeats"), call.packet_times[side] * 8,
        dice.child("often").between(60, 160), dice.child("longest").between(3, 6))
    _talk(call, tracks={side: track})
    label.has("robotic")
    return call


def robotic_bursts(dice, bank, label):
    """Losses of three to six packets, again and again: whatever the receiver puts in their place is heard."""
    call = LabelledCall(dice, bank, packet_time=20, seconds=24)
    draw = dice.child("runs")
    every = draw.between(20, 45)

    def impair(packets, chance):
        at = 10
        while at < len(packets) - 20:
            run = chance.between(3, 6)
            for packet in packets[at:at + run]:
                packet.tap_at = None
            at += run + chance.between(every // 2, every * 3 // 2)

    _talk(call, {_side(dice): impair})
    label.has("robotic")
    return call


def hiss(dice, bank, label):
    call = LabelledCall(dice, bank, g711=True)
    side = _side(dice)
    track = sound.noisy(call.conversation(side), bank, dice.child("hiss"), -dice.child("level").between(28, 40))
    _talk(call, tracks={side: track})
    label.has("static-noise")
    return call


def crackle(dice, bank, label):
    call = LabelledCall(dice, bank, g711=True)
    side = _side(dice)
    track = sound.crackling(call.conversation(side), dice.child("clicks"), dice.child("rate").between(6, 20))
    _talk(call, tracks={side: track})
    label.has("static-noise")
    return call


def wrong_law(dice, bank, label):
    """µ-law under the number of A-law, or the other way round."""
    call = LabelledCall(dice, bank, g711=True)
    side = _side(dice)
    law = 8 if call.codec.name == "PCMU" else 0
    _talk(call, **{side: {"law": law}})
    label.has("static-noise")
    label.either("robotic")
    return call


# Together


def echo_and_hiss(dice, bank, label):
    call = LabelledCall(dice, bank, g711=True)
    tracks = _echoed(dice, call, weakest=12)  # louder than the hiss
    tracks = {side: sound.noisy(tracks[side], bank, dice.child("hiss " + side), -38) for side in SIDES}
    for side in SIDES:
        call.speaks(side, tracks[side])
    call.control()
    label.has("echo", "static-noise")
    return call


def hiss_and_loss(dice, bank, label):
    call = LabelledCall(dice, bank, g711=True)
    side = _side(dice)
    track = sound.noisy(call.conversation(side), bank, dice.child("hiss"), -34)
    _talk(call, {side: random_losses(dice)}, {side: track})
    label.has("static-noise")
    return call


def one_way_and_broken(dice, bank, label):
    """One side is not heard; what the other says breaks up."""
    call = LabelledCall(dice, bank)
    deaf = _side(dice)
    call.establish()
    call.finish()
    call.speaks(deaf, impair=bursts(dice))
    call.control()
    label.one_way("peer-never-sent", deaf)
    return call


def refused_and_broken(dice, bank, label):
    call = LabelledCall(dice, bank)
    deaf = _side(dice)
    end = call.media[other(deaf)]
    end.delivers = False
    end.refused_by = Refusal(call.media[deaf].host)
    _talk(call, {deaf: random_losses(dice), other(deaf): random_losses(dice.child("second"))})
    label.one_way("port-unreachable", deaf)
    return call


def wrong_port_and_uneven(dice, bank, label):
    call = LabelledCall(dice, bank)
    deaf = _side(dice)
    end = call.media[other(deaf)]
    end.target = Endpoint(end.target.address, end.target.port + 2 * dice.child("shift").between(1, 60))
    end.delivers = False
    _talk(call, {deaf: stalls(dice)})
    label.one_way("media-sent-to-wrong-port", deaf)
    return call


FAMILIES = [
    loss, loss_both_ways, burst_loss, stalling_queue, short_outages, loss_beyond, mild_jitter, delayed,
    delayed_seen_midway, delayed_unseen, delayed_and_broken, echo, echo_and_delay, robotic,
    robotic_bursts, hiss, crackle, wrong_law, echo_and_hiss, hiss_and_loss, one_way_and_broken, refused_and_broken,
    wrong_port_and_uneven,
]

"""Calls in which somebody hears nothing: every cause, from the beginning or from mid-call on."""

from samples.instant import MILLISECOND, SECOND
from samples.packets import Endpoint
from samples.scene import other

from . import codecs, sound
from .build import LabelledCall, Refusal

SIDES = ("calling", "called")
PRIVATE = ("192.168.40.23", "10.20.30.40", "172.20.5.9", "100.70.7.7", "169.254.10.20")


def _deaf(dice):
    return SIDES[dice.child("deaf").below(2)]


def _both_talk(call):
    call.establish()
    call.finish()
    for side in SIDES:
        call.speaks(side)
    call.control()


def _silent(dice, bank, label, **circumstances):
    call = LabelledCall(dice, bank, **circumstances)
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    call.speaks(deaf)
    call.control()
    label.one_way("peer-never-sent", deaf)
    return call


def never_sent_with_reports(dice, bank, label):
    """The silent side's receiver reports pass: it receives, and does not send."""
    return _silent(dice, bank, label, rtcp=True)


def never_sent_without_reports(dice, bank, label):
    return _silent(dice, bank, label, rtcp=False)


def never_sent_after_early_media(dice, bank, label):
    """The network's announcement was heard before the answer, the person never."""
    call = LabelledCall(dice, bank)
    arrived = call.invite(call.at)
    call.respond(100, arrived + 3 * MILLISECOND)
    call.respond(183, arrived + 200 * MILLISECOND, call.description("called"))
    answered = arrived + dice.child("wait").between(3, 9) * SECOND
    ringing = call.speaker("called", start=arrived + 210 * MILLISECOND)
    ringing.talk(answered - dice.child("before").between(0, 60) * MILLISECOND)
    call.carry("called", ringing)
    call.begin = call.answer(answered)
    call.finish()
    call.speaks("calling")
    call.control()
    label.one_way("peer-never-sent", "calling", "lost-before-capture")
    return call


def never_sent_after_hold(dice, bank, label):
    """Resumed from hold, one side does not send again, and does not say that it does."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=30)
    deaf = _deaf(dice)
    by = SIDES[dice.child("by").below(2)]
    call.establish()
    at = max(call.begin.values()) + 5 * SECOND
    held = call.reinvite(by, at, "sendonly", "recvonly")
    resumed = call.reinvite(by, at + 6 * SECOND, "sendrecv", "sendrecv", version=3)
    call.finish()
    for side in SIDES:
        speaker = call.speaker(side)
        speaker.talk(held[side])
        if side == deaf:
            speaker.pause(resumed[side])
            speaker.talk(call.stop[side])
        call.carry(side, speaker)
    call.control()
    label.one_way("peer-never-sent", deaf)
    return call


def private_address(dice, bank, label):
    """Media goes to an address that exists only in the receiver's own network."""
    deaf = _deaf(dice)
    public = "203.0.113.77" if deaf == "called" else "198.51.100.77"
    wanted = {"address": public, "media": public, "advertised": PRIVATE[dice.child("which").below(5)]}
    call = LabelledCall(dice, bank, **{deaf: wanted})
    call.media[other(deaf)].delivers = False
    _both_talk(call)
    label.one_way("media-sent-to-private-address", deaf)
    return call


def private_address_and_silent(dice, bank, label):
    """The receiver behind a firewall gets nothing and, waiting for a first packet, sends nothing either."""
    deaf = _deaf(dice)
    public = "203.0.113.77" if deaf == "called" else "198.51.100.77"
    wanted = {"address": public, "media": public, "advertised": PRIVATE[dice.child("which").below(5)]}
    call = LabelledCall(dice, bank, **{deaf: wanted})
    call.media[other(deaf)].delivers = False
    call.establish()
    call.finish()
    call.speaks(other(deaf))
    call.control()
    label.no_audio("media-sent-to-private-address", "peer-never-sent")
    return call


def wrong_port(dice, bank, label):
    call = LabelledCall(dice, bank)
    deaf = _deaf(dice)
    end = call.media[other(deaf)]
    shift = 2 * dice.child("shift").between(1, 60)
    end.target = Endpoint(end.target.address, end.target.port + shift)
    end.delivers = False
    _both_talk(call)
    label.one_way("media-sent-to-wrong-port", deaf)
    return call


def old_port_after_change(dice, bank, label):
    """After a re-INVITE one side goes on sending to the port of before."""
    call = LabelledCall(dice, bank, seconds=26)
    deaf = _deaf(dice)
    call.establish()
    end = call.media[deaf]
    moved = Endpoint(end.source.address, end.source.port + 2 * dice.child("port").between(1, 50))
    known = call.reinvite(deaf, call.after(deaf, 5), "sendrecv", "sendrecv", port=moved.port)
    call.finish()
    call.speaks(deaf, until=known[deaf])
    sender = call.speaker(other(deaf))
    sender.talk(call.stop[other(deaf)])
    for packet in sender.packets:
        packet.lost_beyond = packet.sent_at > known[deaf]
    call.carry(other(deaf), sender)
    end.source = moved
    call.speaks(deaf, start=known[deaf] + 20 * MILLISECOND)
    call.control()
    label.one_way("media-sent-to-wrong-port", deaf)
    label.either("break-up")
    return call


def port_closed(dice, bank, label):
    call = LabelledCall(dice, bank)
    deaf = _deaf(dice)
    end = call.media[other(deaf)]
    end.delivers = False
    end.refused_by = Refusal(call.media[deaf].host)
    _both_talk(call)
    label.one_way("port-unreachable", deaf)
    return call


def port_closed_in_mid_call(dice, bank, label):
    """The telephone's media process dies; its host says so."""
    call = LabelledCall(dice, bank, seconds=24)
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    since = call.after(deaf, dice.child("since").between(4, 9))
    call.media[other(deaf)].refused_by = Refusal(call.media[deaf].host, since=since)
    call.speaks(other(deaf))
    call.speaks(deaf)
    call.control()
    label.one_way("port-unreachable", deaf)
    label.either("break-up")
    return call


def port_closed_far_side_silent(dice, bank, label):
    """The device left: it neither sends nor listens."""
    call = LabelledCall(dice, bank)
    deaf = _deaf(dice)
    call.reporting.discard(deaf)
    end = call.media[other(deaf)]
    end.delivers = False
    end.refused_by = Refusal(call.media[deaf].host)
    call.establish()
    call.finish()
    call.speaks(other(deaf))
    call.control()
    label.no_audio("port-unreachable", "peer-never-sent")
    return call


def filtered_with_notice(dice, bank, label):
    """A router or packet filter behind the capture refuses the media and says so."""
    call = LabelledCall(dice, bank)
    deaf = _deaf(dice)
    end = call.media[other(deaf)]
    end.delivers = False
    router = call.host(call.media[deaf].source.address.rsplit(".", 1)[0] + ".1")
    end.refused_by = Refusal(router, code=(13, 10, 1)[dice.child("code").below(3)])
    _both_talk(call)
    label.one_way("blocked-beyond-capture", deaf)
    return call


def blocked_in_mid_call(dice, bank, label):
    """From some point on media passes the capture and no longer arrives: the receiver's reports stop naming it."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=dice.child("seconds").between(30, 40))
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    call.speaks(deaf)
    since = call.after(deaf, dice.child("since").between(6, 10))
    sender = call.speaker(other(deaf))
    sender.talk(call.stop[other(deaf)])
    for packet in sender.packets:
        packet.lost_beyond = packet.sent_at > since
    call.carry(other(deaf), sender)
    call.control()
    label.one_way("blocked-beyond-capture", deaf, "receiver-reports-nothing")
    label.either("break-up")
    return call


def nearly_all_lost_beyond(dice, bank, label):
    """A filter lets hardly anything through: the receiver reports nearly all as lost."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=24)
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    call.speaks(deaf)
    chance = dice.child("let through")
    sender = call.speaker(other(deaf))
    sender.talk(call.stop[other(deaf)])
    for number, packet in enumerate(sender.packets):
        packet.lost_beyond = number >= 2 and not chance.chance(25)
    call.carry(other(deaf), sender)
    call.control()
    label.one_way("blocked-beyond-capture", deaf)
    label.either("break-up")
    return call


def lost_before_capture(dice, bank, label):
    """Sender reports pass and count packets; none of them is here, nor with the receiver."""
    call = LabelledCall(dice, bank, rtcp=True)
    deaf = _deaf(dice)

    def all_lost(packets, chance):
        for packet in packets:
            packet.tap_at = None

    call.establish()
    call.finish()
    call.speaks(deaf)
    call.speaks(other(deaf), impair=all_lost)
    call.control()
    label.one_way("lost-before-capture", deaf)
    label.either("break-up")
    return call


def cut_in_mid_call(dice, bank, label):
    """A translation runs out: from some point on media no longer comes, while its sender reports go on counting."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=dice.child("seconds").between(28, 40))
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    since = call.after(other(deaf), dice.child("since").between(6, 10))

    def cut(packets, chance):
        for packet in packets:
            if packet.sent_at > since:
                packet.tap_at = None

    call.speaks(deaf)
    call.speaks(other(deaf), impair=cut)
    call.control()
    label.one_way("lost-before-capture", deaf)
    label.either("break-up")
    return call


def silent_payload(dice, bank, label):
    """Packets come, and say nothing at all: the same byte from beginning to end."""
    call = LabelledCall(dice, bank, g711=True, seconds=20)
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    call.speaks(deaf)
    call.speaks(other(deaf), sound.digital_silence(call.seconds))
    call.control()
    label.one_way("silent-payload", deaf)
    return call


def payload_not_agreed(dice, bank, label):
    """A codec that the receiver did not offer to play."""
    pairs = (("PCMU", "G729"), ("PCMA", "G722"), ("G729", "PCMA"), ("PCMU", "PCMA"), ("opus", "PCMU"), ("G722", "GSM"))
    agreed, used = pairs[dice.child("pair").below(len(pairs))]
    call = LabelledCall(dice, bank, codec=agreed, packet_time=20)
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    call.speaks(deaf)
    call.speaks(other(deaf), codec=codecs.named(used, dice.child("used")))
    call.control()
    label.one_way("payload-not-negotiated", deaf)
    label.either("robotic", "static-noise")
    return call


def dynamic_number_not_agreed(dice, bank, label):
    """The right codec under a payload type of another call."""
    call = LabelledCall(dice, bank, codec="opus")
    deaf = _deaf(dice)
    used = codecs.named("opus", dice.child("used"))
    used.number = call.codec.number + 5 + dice.child("off").below(12)
    used.number += used.number >= 101
    call.establish()
    call.finish()
    call.speaks(deaf)
    call.speaks(other(deaf), codec=used)
    call.control()
    label.one_way("payload-not-negotiated", deaf)
    label.either("robotic", "static-noise")
    return call


def encrypted_one_side(dice, bank, label):
    """One side agreed to SRTP and sends it, the other to plain RTP: neither can play what it gets, or one cannot."""
    call = LabelledCall(dice, bank, rtcp=False)
    side = SIDES[dice.child("side").below(2)]
    call.encrypt(side)
    _both_talk(call)
    label.no_audio("encryption-mismatch")
    label.symptoms["one-way-audio"] = None
    label.either("static-noise", "robotic", "no-audio")
    return call


def reports_nothing(dice, bank, label):
    """Media passes the capture; its receiver speaks RTCP, and never a word of receiving it."""
    call = LabelledCall(dice, bank, rtcp=True, seconds=26)
    deaf = _deaf(dice)
    call.establish()
    call.finish()
    call.speaks(deaf)
    sender = call.speaker(other(deaf))
    sender.talk(call.stop[other(deaf)])
    for packet in sender.packets:
        packet.lost_beyond = True
    call.carry(other(deaf), sender)
    call.control()
    label.one_way("receiver-reports-nothing", deaf, "blocked-beyond-capture")
    label.either("break-up")
    return call


FAMILIES = [
    never_sent_with_reports, never_sent_without_reports, never_sent_after_early_media, never_sent_after_hold,
    private_address, private_address_and_silent, wrong_port, old_port_after_change, port_closed,
    port_closed_in_mid_call, port_closed_far_side_silent, filtered_with_notice, blocked_in_mid_call,
    nearly_all_lost_beyond, lost_before_capture, cut_in_mid_call, silent_payload, payload_not_agreed,
    dynamic_number_not_agreed, encrypted_one_side, reports_nothing,
]

"""Calls of kinds that public reports tell of, one family each: what was said by the wrong party, counted by the wrong
source, dropped for a stated reason, recorded wrongly, or sent in another form than speech."""

import struct

from samples.instant import MILLISECOND, SECOND
from samples.packets import EXPEDITED_FORWARDING, Endpoint, Host
from samples.scene import other
from samples.sip import Dialog

from . import sound
from .build import LabelledCall

SIDES = ("calling", "called")


def _side(dice):
    return SIDES[dice.child("side").below(2)]


def _both_talk(call):
    call.establish()
    call.finish()
    for side in SIDES:
        call.speaks(side)
    call.control()


# Who reports, and about whom


def reports_about_nobody(dice, bank, label):
    """Who hears nothing reports all the same: a block about source 0 at number 0, as PJSIP writes it."""
    deaf = _side(dice)
    call = LabelledCall(dice, bank, rtcp=True, seconds=26)
    call.media[other(deaf)].delivers = False

    def with_empty_block(body):
        head = 28 if body[1] == 200 else 8
        if body[0] & 31 or body[1] not in (200, 201):
            return body
        length = struct.unpack("!H", body[2:4])[0] + 6
        return struct.pack("!BBH", 0x81, body[1], length) + body[4:head] + bytes(24) + body[head:]

    call.rewrites[deaf] = with_empty_block
    _both_talk(call)
    label.one_way("receiver-reports-nothing", deaf, "blocked-beyond-capture")
    return call


def two_dialogs_one_media(dice, bank, label):
    """An agent in between opens a dialog of its own with either party, and lets them send to each other directly."""
    call = LabelledCall(dice, bank)
    ring = dice.child("ring").between(900, 2_500) * MILLISECOND
    first = call.dialog
    call.establish(ring)
    call.dialog = Dialog(dice.child("second dialog"), call.agents["calling"], call.agents["called"])
    call.ring_and_answer(call.invite(call.at + dice.child("gap").between(4, 40) * MILLISECOND), ring)
    second, call.dialog = call.dialog, first
    call.finish()
    stop = max(call.stop.values())
    call.dialog = second
    call.hang_up(SIDES[dice.child("by").below(2)], stop + 20 * MILLISECOND)
    call.dialog = first
    for side in SIDES:
        call.speaks(side)
    call.control()
    label.must_not_say("media.one-way-audio", "media.no-audio")
    return call


def another_source_on_the_port(dice, bank, label):
    """A third host sends a stream of its own to where one party listens."""
    call = LabelledCall(dice, bank, seconds=24)
    heard = _side(dice)
    _both_talk(call)
    end = call.media[other(heard)]
    usual = end.host, end.source, call.packet_times[other(heard)]
    end.host = Host("192.0.2.%d" % dice.child("third").between(10, 90), 77)
    end.source = Endpoint(end.host.address, dice.child("third port").between(5_000, 20_000) * 2)
    stranger = call.speaker(other(heard), start=call.after(heard, dice.child("from").between(3, 6)))
    stranger.talk(call.stop[heard])
    call.carry(other(heard), stranger)
    end.host, end.source, _ = usual
    end.senders.remove(stranger)
    label.must_say("media.crosstalk")
    label.either("break-up", "static-noise", "robotic", "echo")
    return call


# Clocks and delays


def slow_clock(dice, bank, label):
    """A sender whose clock is slow: every packet is due a little later than the one before."""
    call = LabelledCall(dice, bank, seconds=40, packet_time=20)
    side = _side(dice)
    call.establish()
    call.finish()
    slow = call.speaker(side)
    slow.talk(call.stop[side])
    share = dice.child("slow").between(4, 9)
    begin = slow.packets[0].sent_at
    for packet in slow.packets:
        packet.sent_at += (packet.sent_at - begin) * share // 1000
    slow.packets = [packet for packet in slow.packets if packet.sent_at < call.stop[side]]
    call.carry(side, slow)
    call.speaks(other(side))
    call.control()
    label.must_say("media.sender-clock")
    label.either("break-up")
    return call


def lasting_step(dice, bank, label):
    """From one packet on everything comes later, and stays so."""
    call = LabelledCall(dice, bank, seconds=24)
    late = dice.child("late").between(150, 400) * MILLISECOND
    side = _side(dice)

    def impair(packets, chance):
        for packet in packets[len(packets) // 2:]:
            packet.tap_at += late

    call.establish()
    call.finish()
    call.speaks(side, impair=impair)
    call.speaks(other(side))
    call.control()
    label.must_say("media.delay-step")
    label.either("break-up", "delayed-speech")
    return call


def recorded_in_batches(dice, bank, label):
    """The capturing program looks once in a while, and gives what came the time of its look."""
    call = LabelledCall(dice, bank, packet_time=20, seconds=20)
    call.looks_every = dice.child("every").between(300, 1_100) * MILLISECOND
    _both_talk(call)
    label.must_say("capture.batched-times")
    label.must_not_say("media.break-up", "media.jitter")
    label.either("delayed-speech")
    return call


def every_second_lost(dice, bank, label):
    """One direction loses every second packet, as where two links share a flow and one is down."""
    call = LabelledCall(dice, bank, seconds=20)

    def impair(packets, chance):
        for packet in packets[11::2]:
            packet.tap_at = None

    call.establish()
    call.finish()
    side = _side(dice)
    call.speaks(side, impair=impair)
    call.speaks(other(side))
    call.control()
    label.must_say("media.packet-loss")
    label.must_not_say("capture.drops")
    label.either("robotic", "one-way-audio")
    return call


# Why calls drop


def ended_for_a_reason(dice, bank, label):
    """BYE says that media has timed out, and that is no hanging up."""
    call = LabelledCall(dice, bank)
    call.establish()
    by = SIDES[dice.child("by").below(2)]
    at = max(call.begin.values()) + call.seconds * SECOND
    text = ("SIP;cause=503;text=\"RTP timeout\"", "SIP;cause=408;text=\"Media inactivity\"",
            "Q.850;cause=41;text=\"Temporary failure\"")[dice.child("reason").below(3)]
    arrived = call.say(by, call.dialog.request("BYE", by, extra=[("Reason", text)]), at)[1]
    call.say(other(by), call.dialog.response(200, other(by), "BYE"), arrived + 3 * MILLISECOND)
    call.stop = {by: at, other(by): arrived}
    for side in SIDES:
        call.speaks(side)
    call.control()
    label.must_say("signaling.call-dropped")
    return call


def answered_again_and_again(dice, bank, label):
    """The 200 is sent again although its ACK passes here: it does not get there. After 32 s the called party gives up."""
    call = LabelledCall(dice, bank, seconds=32)
    arrived = call.invite(call.at)
    call.respond(100, arrived + 3 * MILLISECOND)
    call.respond(180, arrived + 140 * MILLISECOND)
    at = arrived + dice.child("ring").between(900, 2_500) * MILLISECOND
    reply = call.dialog.response(200, "called", "INVITE", call.description("called"))
    heard = call.respond(200, at, call.description("called"))
    sent, wait = at, 500 * MILLISECOND
    call.acknowledge(heard + 4 * MILLISECOND)
    while sent + wait < at + 32 * SECOND:
        sent += wait
        wait = min(2 * wait, 4 * SECOND)
        again = call.say("called", reply, sent)[1]
        call.acknowledge(again + 4 * MILLISECOND)
    call.begin = {"calling": heard + 10 * MILLISECOND, "called": at + 6 * MILLISECOND}
    call.stop = call.hang_up("called", at + 32 * SECOND)
    for side in SIDES:
        call.speaks(side)
    call.control()
    label.must_say("signaling.no-acknowledgement")
    return call


# Other forms than speech


def fax_after_reinvite(dice, bank, label):
    """The call becomes a fax by T.38 on the same ports; the numbers of its packets pass 32,768."""
    call = LabelledCall(dice, bank, g711=True, seconds=26)
    call.establish()
    at = call.after("called", dice.child("at").between(5, 9))
    plain = {side: call.description(side, 2) for side in SIDES}
    arrived = call.say("called", call.dialog.request("INVITE", "called", _image(plain["called"])), at)[1]
    answer = call.dialog.response(200, "calling", "INVITE", _image(plain["calling"]))
    heard = call.say("calling", answer, arrived + 5 * MILLISECOND)[1]
    call.say("called", call.dialog.request("ACK", "called"), heard + 3 * MILLISECOND)
    call.finish()
    for side in SIDES:
        call.speaks(side, until=at)
        end = call.media[side]
        page = dice.child("page " + side)
        number = 32_768 - page.between(20, 60)
        now = heard + 200 * MILLISECOND
        while now < call.stop[side] - SECOND:
            message = bytes(page.below(256) for _ in range(page.between(6, 40)))
            body = struct.pack("!HB", number & 0xFFFF, len(message)) + message + b"\0\0"
            call.wire.send(end.host, side, end.source, end.target, body, now, EXPEDITED_FORWARDING,
                           call.wire.transit(side, now))
            number += 1
            now += 30 * MILLISECOND
    label.must_not_say("media.one-way-audio", "media.no-audio", "media.packet-loss", "media.fax-loss",
                       "media.codec-mismatch")
    return call


def _image(description):
    lines = [line for line in description.split("\r\n") if not line.startswith("a=")]
    lines = [line if not line.startswith("m=") else "m=image %s udptl t38" % line.split()[1] for line in lines]
    return "\r\n".join(lines[:-1] + ["a=T38FaxVersion:0", "a=T38FaxUdpEC:t38UDPRedundancy"]) + "\r\n"


def echo_beside_the_device(dice, bank, label):
    """Captured beside the device that returns what it plays: it is soon there, and late for who speaks far away."""
    returning = _side(dice)
    speaks = other(returning)
    call = LabelledCall(dice, bank, g711=True, rtcp=True, near=returning, seconds=30, packet_time=20,
                        delay=dice.child("delay").between(60, 110) * MILLISECOND)
    call.establish()
    call.finish()
    tracks = {side: call.conversation(side) for side in SIDES}
    heard = (call.begin[speaks] - call.begin[returning] + call.one_way) // MILLISECOND
    tracks[returning] = sound.echoed(
        tracks[returning], tracks[speaks], max(1, heard + dice.child("echo delay").between(25, 50)),
        dice.child("echo loss").between(8, 20))
    for side in SIDES:
        call.speaks(side, tracks[side])
    call.control()
    label.has("echo")
    return call


FAMILIES = [
    reports_about_nobody, two_dialogs_one_media, another_source_on_the_port, slow_clock, lasting_step,
    recorded_in_batches, every_second_lost, ended_for_a_reason, answered_again_and_again, fax_after_reinvite,
    echo_beside_the_device,
]

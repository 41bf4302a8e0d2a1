"""Calls in which a part is not heard, or audio goes to a wrong host, under a wrong key, or nowhere for want of one."""

import struct

from samples.instant import MILLISECOND, SECOND
from samples.packets import EXPEDITED_FORWARDING, Endpoint
from samples.scene import other

from .build import LabelledCall

SIDES = ("calling", "called")


def _deaf(dice):
    return SIDES[dice.child("deaf").below(2)]


def _apart(side):
    """A party whose media is not where its signaling is."""
    network = "198.51.100.%d" if side == "calling" else "203.0.113.%d"
    return {"address": network % 30, "media": network % 150}


def _both_talk(call):
    call.establish()
    call.finish()
    for side in SIDES:
        call.speaks(side)
    call.control()


def sent_to_signaling_host(dice, bank, label):
    """One side sends to where the other's signaling comes from, and not to the address it asks for."""
    deaf = _deaf(dice)
    call = LabelledCall(dice, bank, **{deaf: _apart(deaf)})
    end = call.media[other(deaf)]
    end.target = Endpoint(_apart(deaf)["address"], end.target.port)
    end.delivers = False
    _both_talk(call)
    label.one_way("media-sent-to-wrong-host", deaf)
    return call


def sent_to_early_host(dice, bank, label):
    """The caller goes on sending to the host of the early answer; another host answers the call."""
    call = LabelledCall(dice, bank)
    early = "203.0.113.%d" % dice.child("early").between(210, 240)
    arrived = call.invite(call.at)
    call.respond(100, arrived + 3 * MILLISECOND)
    call.offers("called", address=early)
    call.respond(183, arrived + 200 * MILLISECOND, call.description("called"))
    call.options["called"].pop("address")
    call.begin = call.answer(arrived + dice.child("wait").between(2, 5) * SECOND)
    end = call.media["calling"]
    end.target = Endpoint(early, end.target.port)
    end.delivers = False
    call.finish()
    for side in SIDES:
        call.speaks(side)
    call.control()
    label.one_way("media-sent-to-wrong-host", "called")
    return call


def wrong_port_at_first(dice, bank, label):
    """A wrong port for the first seconds, mended by a re-INVITE that says what the first one said."""
    call = LabelledCall(dice, bank, seconds=30)
    deaf = _deaf(dice)
    speaks = other(deaf)
    call.establish()
    end = call.media[speaks]
    right = end.target
    end.target = Endpoint(right.address, right.port + 2 * dice.child("shift").between(1, 60))
    known = call.reinvite(deaf, call.after(deaf, dice.child("for").between(6, 14)), "sendrecv", "sendrecv")
    call.finish()
    call.speaks(deaf)
    first = call.speaker(speaks)
    first.talk(known[speaks])
    for packet in first.packets:
        packet.lost_beyond = True
    call.carry(speaks, first)
    end.target = right
    call.speaks(speaks, start=known[speaks] + 20 * MILLISECOND)
    call.control()
    label.one_way("media-sent-to-wrong-port", deaf)
    label.either("break-up")
    return call


def source_moves(dice, bank, label):
    """A translator gives a telephone another port in mid-call; the peer goes on sending to the one before."""
    deaf = _deaf(dice)
    public = "203.0.113.77" if deaf == "called" else "198.51.100.77"
    wanted = {"address": public, "media": public, "advertised": "192.168.7.20"}
    call = LabelledCall(dice, bank, rtcp=False, seconds=30, **{deaf: wanted})
    end = call.media[deaf]
    end.source = Endpoint(public, dice.child("port").between(1_024, 4_000) * 2)
    call.media[other(deaf)].target = end.source
    call.establish()
    call.finish()
    at = call.after(deaf, dice.child("at").between(8, 14))
    moving = call.speaker(deaf)
    moving.talk(call.stop[deaf])
    every = moving.packets
    moving.packets = [packet for packet in every if packet.sent_at < at]
    call.carry(deaf, moving)
    end.source = Endpoint(public, end.source.port + 2 * dice.child("shift").between(100, 900))
    moving.packets = [packet for packet in every if packet.sent_at >= at]
    call.carry(deaf, moving)
    moving.packets = every
    staying = call.speaker(other(deaf))
    staying.talk(call.stop[other(deaf)])
    for packet in staying.packets:
        packet.lost_beyond = packet.sent_at > at
    call.carry(other(deaf), staying)
    label.one_way("media-sent-to-wrong-port", deaf)
    label.either("break-up")
    return call


def key_of_another_call(dice, bank, label):
    """Both descriptions carry keys, and what is sent is encrypted with none of them."""
    call = LabelledCall(dice, bank, rtcp=False)
    for side in SIDES:
        key = dice.child("key " + side)
        text = "".join("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"[key.below(32)] for _ in range(40))
        call.offers(side, transport="RTP/SAVP", lines=["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + text])
    _both_talk(call)
    label.no_audio("encryption-mismatch")
    label.either("one-way-audio", "static-noise", "robotic")
    return call


def handshake_unanswered(dice, bank, label):
    """Both agree on DTLS-SRTP; the handshake's hello is sent again and again, and nothing comes back."""
    call = LabelledCall(dice, bank, rtcp=False)
    for side in SIDES:
        call.offers(
            side, transport="UDP/TLS/RTP/SAVP",
            lines=["a=fingerprint:sha-256 " + ":".join(["0A"] * 32), "a=setup:actpass"])
    call.establish()
    call.finish()
    client = SIDES[dice.child("client").below(2)]
    end = call.media[client]
    random = dice.child("random")
    body = b"\xfe\xfd" + bytes(random.below(256) for _ in range(32)) + b"\0\0\0\x02\xc0\x2b\x01\0"
    message = struct.pack("!BBHHBHBH", 1, 0, len(body), 0, 0, 0, 0, len(body)) + body
    at, wait = call.begin[client] + 20 * MILLISECOND, SECOND
    number = 0
    while at < call.stop[client]:
        record = struct.pack("!BHHHIH", 22, 0xFEFD, 0, 0, number, len(message)) + message
        datagram = call.wire.send(end.host, client, end.source, end.target, record, at, EXPEDITED_FORWARDING,
                                  call.wire.transit(client, at))
        datagram.arrives_at = None
        at, wait, number = at + wait, wait * 2, number + 1
    label.no_audio("handshake-incomplete")
    return call


def stops_without_a_word(dice, bank, label):
    """One side's audio ends in mid-call, no control packets and no hold say why: muted perhaps."""
    call = LabelledCall(dice, bank, rtcp=False, seconds=30)
    stops = _deaf(dice)
    call.establish()
    call.finish()
    call.speaks(other(stops))
    call.speaks(stops, until=call.after(stops, dice.child("after").between(6, 16)))
    label.no_verdict()
    label.either("break-up")
    return call


FAMILIES = [
    sent_to_signaling_host, sent_to_early_host, wrong_port_at_first, source_moves, key_of_another_call,
    handshake_unanswered, stops_without_a_word,
]

"""Calls without a fault, among them the ones that tools like to report as faulty."""

from .calls_refused import challenge
from .cast import Stage, carrier, office
from .catalog import CallSample
from .instant import MILLISECOND, SECOND
from .rtp import COMFORT_NOISE, PCMA, PCMU, TELEPHONE_EVENT
from .speech import Ringing

NO_MEDIA_FAULT = [
    "media.no-audio", "media.one-way-audio", "media.packet-loss", "media.jitter", "media.break-up",
    "signaling.call-failed",
]
NO_FAULT = NO_MEDIA_FAULT + ["capture.duplicates", "capture.drops"]


def clean(dice, at):
    stage = Stage(dice, at)
    stage.talk(stage.call(), 11, calling={"sequence": 65_300})
    return stage


def hold(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460211"), carrier("+12125550117"))
    begin = call.ring_and_answer(call.invite(at))
    held = call.renegotiate(begin["called"] + 5 * SECOND, 2, "sendonly", "recvonly")
    resumed = call.renegotiate(begin["called"] + 13 * SECOND, 3, "sendrecv", "sendrecv")
    stop = call.hang_up("calling", begin["called"] + 18 * SECOND)
    for side in ("calling", "called"):
        sender = call.sender(side, begin[side])
        sender.talk(held[side])
        sender.pause(resumed[side])
        sender.talk(stop[side])
        call.carry(side, sender)
    call.report(begin, stop, stage.names(call))
    return stage


def early_media(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460305"), carrier("+12125550163"))
    arrived = call.invite(at)
    call.respond(100, arrived + 3 * MILLISECOND)
    call.respond(183, arrived + 250 * MILLISECOND, call.description("called"))
    answered = arrived + 4_400 * MILLISECOND
    ringing = call.sender("called", arrived + 260 * MILLISECOND, Ringing(dice.child("ringing")))
    ringing.talk(answered - 30 * MILLISECOND)
    begin = call.answer(answered)
    stop = call.hang_up("calling", answered + 9 * SECOND)
    call.carry("called", ringing)
    for side in ("calling", "called"):
        sender = call.sender(side, begin[side])
        sender.talk(stop[side])
        call.carry(side, sender)
    call.report(begin, stop, stage.names(call))
    return stage


def dtmf(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460444"), carrier("+12125550109"))
    begin = call.ring_and_answer(call.invite(at))
    stop = call.hang_up("calling", begin["called"] + 11 * SECOND)
    keys = call.sender("calling", begin["calling"])
    keys.talk(begin["calling"] + 3 * SECOND)
    for digit, milliseconds in ((5, 100), (5, 120), (0, 100), (11, 260)):
        keys.key(digit, milliseconds)
        keys.talk(keys.now + 240 * MILLISECOND)
    keys.talk(stop["calling"])
    call.carry("calling", keys)
    menu = call.sender("called", begin["called"])
    menu.talk(stop["called"])
    call.carry("called", menu)
    call.report(begin, stop, stage.names(call))
    return stage


def dtx_cn(dice, at):
    stage = Stage(dice, at)
    call = stage.call(
        office("+442079460555", address="2001:db8:10::10", media="2001:db8:10::12"),
        carrier("+12125550171", address="2001:db8:20::20", media="2001:db8:20::24"),
        codecs=(PCMU, COMFORT_NOISE, TELEPHONE_EVENT))
    begin = call.ring_and_answer(call.invite(at))
    stop = call.hang_up("called", begin["called"] + 13 * SECOND)
    for side, level in (("calling", 62), ("called", 66)):
        sender = call.sender(side, begin[side])
        sender.talk_in_turns(stop[side], level)
        call.carry(side, sender)
    call.report(begin, stop, stage.names(call))
    return stage


def restart_same_ssrc(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460666"), carrier("+12125550128"))
    begin = call.ring_and_answer(call.invite(at))
    stop = call.hang_up("called", begin["called"] + 11 * SECOND)
    for side in ("calling", "called"):
        sender = call.sender(side, begin[side], sequence=1_200 if side == "called" else None)
        if side == "called":
            sender.talk(begin[side] + 5 * SECOND)
            sender.now += 160 * MILLISECOND
            sender.restart(48_517)
        sender.talk(stop[side])
        call.carry(side, sender)
    call.report(begin, stop, stage.names(call))
    return stage


def two_calls(dice, at):
    stage = Stage(dice, at)
    first = stage.call(office("+442079460018", 40_010), carrier("+12125550142", 50_010))
    second = stage.call(
        office("+442079460077", 40_020), carrier("+12125550188", 50_020), codecs=(PCMA, TELEPHONE_EVENT),
        packet_time=30)
    stage.talk(first, 10)
    stage.talk(second, 10, at=at + 4_310 * MILLISECOND, by="calling",
               calling={"payload_type": PCMA}, called={"payload_type": PCMA})
    return stage


def auth_retry(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460777"), carrier("+12125550136"))
    arrived = challenge(call, dice.child("challenge"), at)
    call.respond(100, arrived + 3 * MILLISECOND)
    call.respond(180, arrived + 150 * MILLISECOND, tag=call.dialog.new_tag())
    call.respond(180, arrived + 320 * MILLISECOND)
    begin = call.answer(arrived + 2 * SECOND)
    stop = call.hang_up("called", begin["called"] + 10 * SECOND)
    for side in ("calling", "called"):
        sender = call.sender(side, begin[side])
        sender.talk(stop[side])
        call.carry(side, sender)
    call.report(begin, stop, stage.names(call))
    return stage


SAMPLES = [
    CallSample(
        "clean", "A good call", "2026-11-23T14:01:12.480Z", clean, forbidden=NO_FAULT,
        story="London calls New York, both talk in turns for eleven seconds, the called party hangs up. Nothing is"
              " lost, nothing comes late.",
        look=["The calling party’s sequence numbers pass 65535 and go on at 0; that is no loss.",
              "Both sides report every five seconds (RTCP sender reports), and say goodbye (RTCP BYE)."]),
    CallSample(
        "hold", "On hold without music, then resumed", "2026-11-23T14:12:40.050Z", hold, "capture.pcap.gz",
        forbidden=NO_FAULT,
        story="After five seconds the calling party puts the call on hold: a re-INVITE with `a=sendonly`, answered"
              " `a=recvonly`. It plays no music, so for eight seconds neither side sends RTP. A second re-INVITE with"
              " `a=sendrecv` resumes the call.",
        look=["No RTP for eight seconds is what both sides agreed to: neither a gap nor one-way audio.",
              "After the hold the same SSRCs go on: sequence numbers without a gap, timestamps as far on as the"
              " clock. Each stream therefore has two epochs and no loss.",
              "RTCP goes on during the hold (RFC 3264 section 8.4)."]),
    CallSample(
        "early-media", "Ringing tone from the network, then the person", "2026-11-23T14:20:03.700Z", early_media,
        "capture.pcapng", forbidden=NO_FAULT,
        story="The called network sends the ringing tone itself, as early media after a 183 with a session"
              " description. When the call is answered, the person’s voice comes from the same address and port with a"
              " new SSRC.",
        look=["Two streams towards the caller, one after the other. The change is no loss and no restart.",
              "Before the answer there is audio in one direction only. That is what early media is."]),
    CallSample(
        "dtmf", "Digits keyed during the call", "2026-11-23T14:25:31.910Z", dtmf, forbidden=NO_FAULT,
        story="The calling party keys four digits, each as a run of telephone-event packets (RFC 4733) in its own"
              " stream: one timestamp for the whole digit, growing duration, the end sent three times.",
        look=["Four digits, though there are twelve packets with the end bit.",
              "The packets of a digit share a timestamp. Feeding that to the jitter formula invents jitter."]),
    CallSample(
        "dtx-cn", "Silence suppression, over IPv6", "2026-11-23T14:31:55.330Z", dtx_cn, "capture.pcapng",
        nanoseconds=True, forbidden=NO_FAULT,
        story="Both sides send nothing while they listen: one comfort-noise packet (payload type 13, RFC 3389) as a"
              " silence begins, then no packet until they speak again. Signaling and media run over IPv6.",
        look=["Timestamps jump over each silence, sequence numbers do not: nothing is lost.",
              "The first packet of each talkspurt has the marker bit.",
              "The capture file counts time in nanoseconds (`if_tsresol` 9)."]),
    CallSample(
        "restart-same-ssrc", "A sender that starts again in mid-call", "2026-11-23T14:36:20.640Z", restart_same_ssrc,
        forbidden=NO_FAULT,
        story="After five seconds the called side’s media process restarts. It keeps its SSRC and its port, but begins"
              " with a new sequence number and a new timestamp.",
        look=["Billing the jump of the sequence number as loss gives far more than 90 per cent. Nothing was lost.",
              "One stream, two epochs; the marker bit is set where the second begins.",
              "The receiver’s own RTCP starts its statistics anew there, too (RFC 3550 A.1)."]),
    CallSample(
        "two-calls", "Two calls at the same time", "2026-11-23T14:40:08.220Z", two_calls, forbidden=NO_FAULT,
        story="A second call begins four seconds into the first, between the same two companies and from the same"
              " addresses, with other numbers and other ports. The first uses PCMU and 20 ms, the second PCMA and"
              " 30 ms.",
        look=["Four streams: two for each call, told apart by the ports of the session descriptions.",
              "Signaling of both runs between the same two sockets; only the Call-ID tells them apart."]),
    CallSample(
        "auth-retry", "Challenged, answered, and forked", "2026-11-23T14:44:51.005Z", auth_retry, forbidden=NO_FAULT,
        story="The first INVITE is challenged with 407; the caller sends it again with credentials (made up, user"
              " `sample`). Two telephones ring, so two 180 responses come with different To-tags; one of them"
              " answers.",
        look=["One call, not two, and not a failed one: the challenge is part of every such call.",
              "The call starts with the first INVITE."]),
]

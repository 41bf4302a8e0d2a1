"""Calls that were never answered: busy, no common codec, given up; and the challenge that is no refusal."""

from .cast import Stage, carrier, office
from .catalog import CallSample
from .instant import MILLISECOND, SECOND
from .sip import digest_response

NO_MEDIA_FINDING = ["media.no-audio", "media.one-way-audio", "media.packet-loss"]


def challenge(call, dice, at):
    """INVITE, 407, ACK, and the INVITE with credentials; answers when that arrives."""
    realm, nonce, client_nonce = "carrier.example.net", dice.hex(32), dice.hex(8)
    arrived = call.invite(at)
    ask = 'Digest realm="%s", nonce="%s", algorithm=MD5, qop="auth"' % (realm, nonce)
    heard = call.respond(407, arrived + 2 * MILLISECOND, extra=[("Proxy-Authenticate", ask)])
    call.acknowledge(heard + 2 * MILLISECOND, refused=True)
    call.dialog.tags["called"] = call.dialog.new_tag()
    uri = call.agents["called"].uri
    answer = digest_response("sample", "made-up", realm, nonce, "INVITE", uri, client_nonce)
    credentials = (
        'Digest username="sample", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=MD5, cnonce="%s",'
        " qop=auth, nc=00000001" % (realm, nonce, uri, answer, client_nonce))
    return call.invite(heard + 6 * MILLISECOND, extra=[("Proxy-Authorization", credentials)])


def busy(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460018"), carrier("+12125550155"))
    arrived = call.invite(at)
    call.respond(100, arrived + 3 * MILLISECOND)
    heard = call.respond(486, arrived + 410 * MILLISECOND, extra=[("Reason", 'Q.850;cause=17;text="User busy"')])
    call.acknowledge(heard + 2 * MILLISECOND, refused=True)
    call.facts["outcome"] = "rejected"
    return stage


def no_common_codec(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460093"), carrier("+12125550160"), codecs=(18, 9, 101))
    arrived = call.invite(at)
    call.respond(100, arrived + 3 * MILLISECOND)
    warning = '304 203.0.113.20 "Media type not available: PCMU or PCMA expected"'
    heard = call.respond(488, arrived + 45 * MILLISECOND, extra=[("Warning", warning)])
    call.acknowledge(heard + 2 * MILLISECOND, refused=True)
    call.facts["outcome"] = "failed"
    return stage


def cancelled(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460122"), carrier("+12125550174"))
    arrived = call.invite(at)
    call.respond(100, arrived + 3 * MILLISECOND)
    call.respond(180, arrived + 180 * MILLISECOND)
    cancel = call.dialog.request("CANCEL", "calling", same_transaction=True, established=False)
    seen, arrived = call.say("calling", cancel, at + 7 * SECOND)
    call.say("called", call.dialog.response(200, "called", "CANCEL"), arrived + 2 * MILLISECOND)
    heard = call.respond(487, arrived + 4 * MILLISECOND)
    call.acknowledge(heard + 2 * MILLISECOND, refused=True)
    call.facts.update(outcome="cancelled", endedAt=seen)
    return stage


SAMPLES = [
    CallSample(
        "call-failed-busy", "The called party is busy", "2026-11-23T15:02:17.860Z", busy,
        findings=[{"code": "signaling.call-failed", "cause": None}], forbidden=NO_MEDIA_FINDING,
        story="The called party is on another call: 486 Busy Here, with the telephone network’s own cause 17.",
        look=["There is no media, and there was never to be any: no audio finding belongs here."]),
    CallSample(
        "call-failed-488", "No codec in common", "2026-11-23T15:06:44.190Z", no_common_codec,
        findings=[{"code": "signaling.call-failed", "cause": None}], forbidden=NO_MEDIA_FINDING,
        story="The calling side offers G.729 and G.722 only. The called side takes neither and refuses with 488 Not"
              " Acceptable Here; its Warning header says what it would have taken.",
        look=["The offer in the INVITE, and the Warning header in the 488."]),
    CallSample(
        "call-cancelled", "The caller gives up while it rings", "2026-11-23T15:10:29.400Z", cancelled,
        forbidden=NO_MEDIA_FINDING + ["signaling.call-failed"],
        story="It rings for seven seconds; then the caller hangs up: CANCEL, and the INVITE ends with 487.",
        look=["Nothing failed: the caller changed their mind. The call ends with the CANCEL."]),
]

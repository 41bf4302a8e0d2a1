"""What signaling says of a call, and what the same packets mean when it says nothing, too late or twice."""

import struct

from samples.packets import ip_packet

from . import call as calls
from .call import Call, talk
from .situation import CALLEE_SSRC, CALLER_SSRC, Stream, Truth, clean_pair, one_file, situation
from .tape import Tape

GROUP = "Signaling"


def _media(call, start=1.1, count=300):
    caller, callee = call.both_talk(start, count)
    call.send("calling", caller)
    call.send("called", callee)


@situation("challenged", "407 with a challenge, then the same INVITE with credentials: one call", GROUP)
def challenged():
    tape = Tape()
    call = Call(tape)
    call.request(0, "calling", "INVITE", body=call.describe("calling"), established=False)
    call.response(0.02, "called", 407, "INVITE", extra=[(
        "Proxy-Authenticate", 'Digest realm="example.net", nonce="8f1c", qop="auth"')])
    call.request(0.03, "calling", "ACK", same_transaction=True, established=False)
    call.request(0.05, "calling", "INVITE", body=call.describe("calling"), established=False, extra=[(
        "Proxy-Authorization", 'Digest username="a", realm="example.net", nonce="8f1c", uri="sip:x", response="00"')])
    call.response(0.07, "called", 100, "INVITE")
    call.response(0.3, "called", 180, "INVITE")
    call.answer(1.0)
    _media(call)
    call.hang_up(8)
    return Truth(one_file(tape), clean_pair(300), outcome="answered")


@situation("sent again over UDP", "INVITE, 200 and ACK are each sent twice as new packets: no copies of the capture", GROUP)
def sent_again():
    tape = Tape()
    call = Call(tape)
    messages = []

    def twice(at, side, text):
        if text.startswith((b"INVITE", b"SIP/2.0 200", b"ACK")):
            messages.append((at + 0.5, side, text))
        call._datagram(at, side, text)

    call.send_message = twice
    call.ring_and_answer()
    call.send_message = call._datagram
    for at, side, text in messages:
        call.send_message(at, side, text)
    _media(call)
    call.hang_up(8)
    return Truth(one_file(tape), clean_pair(300), outcome="answered", never={"capture.duplicates"})


@situation("offer in the 200", "an INVITE without a description: the offer comes with 200, the answer with ACK", GROUP)
def delayed_offer():
    tape = Tape()
    call = Call(tape)
    call.request(0, "calling", "INVITE", established=False)
    call.response(0.02, "called", 100, "INVITE")
    call.response(0.2, "called", 180, "INVITE")
    call.response(1.0, "called", 200, "INVITE", body=call.describe("called"))
    call.request(1.03, "calling", "ACK", body=call.describe("calling"))
    _media(call)
    call.hang_up(8)

    def directed(report):
        told = {stream["direction"] for stream in report["streams"]}
        return [] if told == {"calling-to-called", "called-to-calling"} else ["directions %s" % sorted(told)]

    return Truth(one_file(tape), clean_pair(300), outcome="answered", check=directed)


@situation("both sides of a proxy", "the capture sees each message before and after a proxy: one call", GROUP)
def proxied():
    tape = Tape()
    proxy = "192.0.2.60"
    call = Call(tape)

    def through(at, side, text):
        hosts = call.hosts
        other = "called" if side == "calling" else "calling"
        tape.udp(at, hosts[side] + ":5060", proxy + ":5060", text)
        if not text.startswith(b"SIP/2.0 100"):
            line = b"Via: SIP/2.0/UDP 192.0.2.60:5060;branch=z9hG4bKproxy" + text.split(b"branch=z9hG4bK")[1][:12] + b"\r\n"
            if text.startswith(b"SIP/2.0"):
                # A response has the proxy's line until the proxy takes it off.
                tape.udp(at + 0.003, proxy + ":5060", hosts[other] + ":5060", text)
            else:
                head, rest = text.split(b"\r\n", 1)
                tape.udp(at + 0.003, proxy + ":5060", hosts[other] + ":5060", head + b"\r\n" + line + rest.replace(
                    b"Max-Forwards: 70", b"Max-Forwards: 69"))

    call.send_message = through
    call.ring_and_answer()
    _media(call)
    call.hang_up(8)
    return Truth(one_file(tape), clean_pair(300), outcome="answered", never={"capture.duplicates"})


@situation("attended transfer", "the called party calls a third, then refers the caller to it; the third replaces", GROUP)
def attended():
    tape = Tape()
    first = Call(tape, "first")
    first.ring_and_answer()
    third_media = "192.0.2.77:30000"
    second = Call(tape, "second", caller=calls.CALLEE, callee="192.0.2.70", media=("203.0.113.24:50010", third_media),
                  numbers=("+12125550142", "+13125550199"))
    second.ring_and_answer(4)
    last = Call(tape, "last", callee="192.0.2.70", media=("198.51.100.12:40010", third_media[:-1] + "2"),
                numbers=("+442079460018", "+13125550199"))
    _media(first, count=400)
    ssrcs = {"calling": 0x0B000001, "called": 0x0B000002}
    for side, who in (("calling", "callee"), ("called", "caller")):
        second.send(side, talk(5.1, 250, who), ssrc=ssrcs[side])
    first.request(10.0, "called", "REFER", extra=[
        ("Refer-To", "<sip:+13125550199@192.0.2.70?Replaces=%s>" % second.dialog.call_id.replace("@", "%40"))])
    last.ring(10.2)
    last.answer(10.5)
    for side, who, ssrc in (("calling", "caller", 0x0C000001), ("called", "callee", 0x0C000002)):
        last.send(side, talk(10.6, 200, who), ssrc=ssrc)
    second.hang_up(10.55, "called")
    first.hang_up(10.6, "called")
    last.hang_up(15)
    return Truth(
        one_file(tape), clean_pair(400) + [Stream(ssrc, 250) for ssrc in ssrcs.values()] + [
            Stream(0x0C000001, 200), Stream(0x0C000002, 200)], calls=3)


@situation("other requests beside it", "REGISTER and OPTIONS of thirty phones are no calls", GROUP)
def registrations():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    _media(call)
    call.hang_up(8)
    for number in range(30):
        text = ("%s sip:carrier.example.net SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.%d:5060;branch=z9hG4bKreg%04d\r\n"
                "From: <sip:u%d@office.example.com>;tag=r%d\r\nTo: <sip:u%d@office.example.com>\r\n"
                "Call-ID: reg-%d@office\r\nCSeq: 1 %s\r\nContent-Length: 0\r\n\r\n")
        method = ("REGISTER", "OPTIONS")[number % 2]
        host = 100 + number
        tape.udp(0.5 + number * 0.2, "198.51.100.%d:5060" % host, calls.CALLEE + ":5060", (
            text % (method, host, number, number, number, number, number, method)).encode())
    return Truth(one_file(tape), clean_pair(300))


@situation("the 200 is never acknowledged", "no ACK comes; 200 is sent again until the called party hangs up", GROUP)
def unacknowledged():
    tape = Tape()
    call = Call(tape)
    call.ring()
    answer = call.describe("called")
    for wait in (0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5):
        call.response(1.0 + wait, "called", 200, "INVITE", body=answer)
    caller, callee = call.both_talk(1.1, 1_550)
    call.send("calling", caller)
    call.send("called", callee)
    call.hang_up(33)
    return Truth(one_file(tape), clean_pair(1_550), faults={"signaling.no-acknowledgement"})


@situation("cut by the session timer", "90 s are agreed (RFC 4028), nobody refreshes, BYE after 90 s", GROUP)
def session_timer():
    tape = Tape()
    call = Call(tape)
    call.request(0, "calling", "INVITE", body=call.describe("calling"), established=False, extra=[
        ("Supported", "timer"), ("Session-Expires", "90")])
    call.response(0.02, "called", 100, "INVITE")
    call.response(1.0, "called", 200, "INVITE", body=call.describe("called"), extra=[
        ("Require", "timer"), ("Session-Expires", "90;refresher=uac")])
    call.request(1.03, "calling", "ACK")
    _media(call, count=4_440)
    call.hang_up(91.0, "called")
    return Truth(one_file(tape), clean_pair(4_440), faults={"signaling.session-timer-teardown"})


@situation("refused by the network", "503 Service Unavailable", GROUP)
def refused():
    tape = Tape()
    call = Call(tape)
    call.ring()
    text = call.dialog.response(488, "called", "INVITE").replace(b"488 Not Acceptable Here", b"503 Service Unavailable")
    tape.udp(2, calls.CALLEE + ":5060", calls.CALLER + ":5060", text)
    call.request(2.03, "calling", "ACK", same_transaction=True, established=False)
    return Truth(one_file(tape), [], outcome="failed", faults={"signaling.call-failed"})


@situation("no codec in common", "488 Not Acceptable Here to an offer of G.711", GROUP)
def no_codec():
    tape = Tape()
    call = Call(tape)
    call.ring()
    call.response(2, "called", 488, "INVITE")
    call.request(2.03, "calling", "ACK", same_transaction=True, established=False)
    return Truth(
        one_file(tape), [], outcome="failed", faults={"signaling.call-failed"}, notes={"media.codec-mismatch"},
        check=lambda report: _told(report, "media.codec-mismatch", "PCMU over RTP/AVP"))


def _told(report, code, *words):
    """Complains unless a finding of that code says all of the words."""
    said = [finding["summary"] for finding in report["findings"] if finding["code"] == code]
    return [] if any(all(word in text for word in words) for text in said) else [
        "%s does not say %s" % (code, " and ".join(words))]


@situation("no codec in common, and the refusal tells", "488 with the codecs that would do (RFC 3261 13.3.1.3)", GROUP)
def no_codec_told():
    tape = Tape()
    call = Call(tape)
    call.ring()
    call.formats = "18 9"
    call.lines["called"] = ["a=rtpmap:18 G729/8000", "a=rtpmap:9 G722/8000"]
    call.response(2, "called", 488, "INVITE", body=call.describe("called", port="0"))
    call.request(2.03, "calling", "ACK", same_transaction=True, established=False)
    return Truth(
        one_file(tape), [], outcome="failed", faults={"signaling.call-failed", "media.codec-mismatch"},
        check=lambda report: _told(report, "media.codec-mismatch", "offers PCMU", "accepts G722, G729"))


@situation("refused for its transport", "488 with Warning 302: the codecs are not to blame", GROUP)
def transport_refused():
    tape = Tape()
    call = Call(tape)
    call.ring()
    call.response(2, "called", 488, "INVITE", extra=[("Warning", '302 203.0.113.20 "Incompatible transport protocol"')])
    call.request(2.03, "calling", "ACK", same_transaction=True, established=False)
    return Truth(
        one_file(tape), [], outcome="failed", faults={"signaling.call-failed"}, never={"media.codec-mismatch"})


@situation("answered with another codec", "G.711 mu-law is offered, A-law alone is answered and sent", GROUP)
def answered_otherwise():
    tape = Tape()
    call = Call(tape)
    call.formats, call.lines["calling"] = "0", ["a=rtpmap:0 PCMU/8000"]
    call.ring()
    call.formats, call.lines["called"] = "8", ["a=rtpmap:8 PCMA/8000"]
    call.answer()
    call.send("calling", talk(1.1, 300, sequence=1_000))
    call.send("called", talk(1.105, 300, "callee", sequence=30_000, payload_type=8, law=1))
    call.hang_up(8)
    return Truth(
        one_file(tape), clean_pair(300), faults={"media.no-audio", "media.codec-mismatch"},
        causes={"media.no-audio": "payload-not-negotiated"},
        check=lambda report: _told(report, "media.codec-mismatch", "takes PCMU", "PCMA"))


@situation("audio that begins late", "answered at once; the called party's first packet comes three seconds later", GROUP)
def late():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    call.send("calling", talk(1.05, 500))
    call.send("called", talk(4.0, 350, "callee", sequence=30_000, timestamp=900_000))
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(CALLER_SSRC, 500), Stream(CALLEE_SSRC, 350)], faults={"media.late-media"})


@situation("ports used again", "three calls one after another on the same addresses, ports and SSRCs", GROUP)
def reused():
    tape = Tape()
    for number in range(3):
        call = Call(tape, "again %d" % number)
        begin = number * 10
        call.ring_and_answer(begin)
        call.send("calling", talk(begin + 1.1, 300, sequence=1_000 + 9_000 * number, timestamp=50_000 + 77_777_777 * number))
        call.send("called", talk(begin + 1.105, 300, "callee", sequence=30_000 - 9_000 * number,
                                 timestamp=900_000 + 1_234_567_890 * number))
        call.hang_up(begin + 7.5)

    def counted(report):
        wrong = []
        for ssrc in ("0xCA11E400", "0xCA11ED00"):
            mine = [stream for stream in report["streams"] if stream["ssrc"] == ssrc]
            received = sum(stream["counts"]["received"] for stream in mine)
            lost = sum(stream["counts"]["lost"] for stream in mine)
            if (received, lost) != (900, 0):
                wrong.append("%s: %d received, %d lost" % (ssrc, received, lost))
        wrong += ["%s has no stream" % call["id"] for call in report["calls"] if len(call["streams"]) < 2]
        return wrong

    streams = [Stream(ssrc, 300) for _ in range(3) for ssrc in (CALLER_SSRC, CALLEE_SSRC)]
    return Truth(one_file(tape), streams, calls=3, check=counted)


@situation("two calls between the same two hosts", "at the same time, on neighbouring ports, one loses packets", GROUP)
def side_by_side():
    tape = Tape()
    streams = []
    for number, base in ((0, 0x41000000), (1, 0x42000000)):
        call = Call(tape, "side %d" % number, media=(
            "198.51.100.12:%d" % (40_000 + 2 * number), "203.0.113.24:%d" % (50_000 + 2 * number)))
        call.ring_and_answer(0.2 * number)
        caller, callee = call.both_talk(1.4)
        if number:
            caller = [packet for packet in caller if packet.sequence % 25]
        call.send("calling", caller, ssrc=base + 1)
        call.send("called", callee, ssrc=base + 2)
        call.hang_up(12 + number)
        streams += [Stream(base + 1, len(caller), lost=500 - len(caller) - (1 if number else 0)), Stream(base + 2, 500)]
    return Truth(one_file(tape), streams, calls=2, faults={"media.packet-loss", "media.break-up"})


@situation("another codec in mid-call", "a re-INVITE changes G.711 mu-law for A-law within the streams", GROUP)
def other_codec():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    for side, who, sequence, timestamp in (("calling", "caller", 1_000, 50_000), ("called", "callee", 30_000, 900_000)):
        call.send(side, talk(1.1, 250, who, sequence, timestamp))
        call.send(side, talk(6.1, 250, who, sequence + 250, timestamp + 250 * 160, payload_type=8, law=1))
    call.formats = "8"
    for side in ("calling", "called"):
        call.lines[side] = ["a=rtpmap:8 PCMA/8000"]
    call.again(5.9, "calling", call.describe("calling"), call.describe("called"))
    call.hang_up(12)

    def types(report):
        wrong = [sorted(use["number"] for use in stream["payloadTypes"]) for stream in report["streams"]]
        return [] if wrong == [[0, 8], [0, 8]] else ["payload types %s" % wrong]

    return Truth(one_file(tape), clean_pair(), check=types)


@situation("only one side's packets captured", "a mirror port of one direction: three calls, signaling and media of the "
           "callers alone", GROUP)
def one_side():
    tape = Tape()
    streams = []
    for number in range(3):
        host = "198.51.100.%d" % (60 + number)
        call = Call(tape, "one side %d" % number, caller=host,
                    media=(host + ":40000", "203.0.113.24:%d" % (50_000 + 2 * number)))
        call.send_message = lambda at, side, text, call=call: call._datagram(at, side, text) if side == "calling" else None
        call.ring_and_answer(0.3 * number)
        call.send("calling", talk(2.2, 400), ssrc=0x30000001 + number)
        streams.append(Stream(0x30000001 + number, 400))
        call.hang_up(11, "calling")
    return Truth(one_file(tape), streams, calls=3, faults={"capture.one-direction-only"}, never={"media.no-audio"})


@situation("ICMP quotes media", "errors of another call's packets quote their RTP: no stream of its own", GROUP)
def quoted():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    _media(call)
    for packet in talk(1.1, 100, "callee", sequence=5_000):
        lost = tape.packet("203.0.113.66:7000", "198.51.100.88:7002", packet.bytes(0x0BADCAFE))
        body = struct.pack("!BBHI", 3, 3, 0, 0) + lost[:200]
        tape.add(packet.at, ip_packet("198.51.100.88", "203.0.113.66", 1, body, 64, 0, tape.identification("198.51.100.88")))
    call.hang_up(8)
    return Truth(one_file(tape), clean_pair(300))


@situation("digits in INFO", "four digits are keyed in SIP INFO while the media goes on", GROUP)
def info():
    tape = Tape()
    call = Call(tape)
    call.ring_and_answer()
    _media(call)
    for step, digit in enumerate("1234"):
        call.request(3 + step * 0.5, "calling", "INFO", extra=[("Info-Package", "dtmf"), ("X-Digit", digit)])
        call.response(3.02 + step * 0.5, "called", 200, "INFO")
    call.hang_up(8)
    return Truth(one_file(tape), clean_pair(300), outcome="answered")


@situation("early media, then refused", "an announcement plays in 183, then 486: its stream is no fault", GROUP)
def announcement():
    tape = Tape()
    call = Call(tape)
    call.ring()
    call.response(0.3, "called", 183, "INVITE", body=call.describe("called"))
    call.send("called", talk(0.4, 250, "callee"))
    call.response(6, "called", 486, "INVITE")
    call.request(6.03, "calling", "ACK", same_transaction=True, established=False)
    return Truth(one_file(tape), [Stream(CALLEE_SSRC, 250)], outcome="rejected", notes={"signaling.call-failed"},
                 never={"media.one-way-audio", "media.no-audio"})


@situation("music only from a server", "a call to a music line: it sends, the caller is muted by the description", GROUP)
def music():
    tape = Tape()
    call = Call(tape)
    call.ring(0, offer=call.describe("calling", "recvonly"))
    call.answer(1.0, answer=call.describe("called", "sendonly"))
    call.send("called", talk(1.1, 500, "callee", sequence=30_000, timestamp=900_000))
    call.hang_up(12)
    return Truth(one_file(tape), [Stream(CALLEE_SSRC, 500)], outcome="answered")

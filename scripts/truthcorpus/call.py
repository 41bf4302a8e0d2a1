"""Calls for the situations: SIP between two hosts, and media packet by packet."""

import struct

from samples.dice import Dice
from samples.sip import Dialog, UserAgent
from samples.speech import Voice, encoder

CALLER, CALLEE = "198.51.100.10", "203.0.113.20"
CALLER_MEDIA, CALLEE_MEDIA = "198.51.100.12:40000", "203.0.113.24:50000"
_VOICES = {}


def voice(who, law=0):
    """Half a minute of somebody who talks, as G.711 code words."""
    if (who, law) not in _VOICES:
        speaker = Voice(Dice("truth/" + who), 118 if who == "caller" else 190, speaks_first=who == "caller")
        _VOICES[who, law] = encoder(law)(speaker.samples(240_000))
    return _VOICES[who, law]


class Packet:
    """An RTP packet to be: when it is seen, and what it says."""

    def __init__(self, at, sequence, timestamp, payload, payload_type=0, marker=False):
        self.at = at
        self.sequence = sequence
        self.timestamp = timestamp
        self.payload = payload
        self.payload_type = payload_type
        self.marker = marker
        self.identification = None  # of its IP packet; by default it counts with the sequence number

    def bytes(self, ssrc):
        """The packet as it is sent."""
        return struct.pack(
            "!BBHII", 0x80, self.payload_type | (0x80 if self.marker else 0), self.sequence & 0xFFFF,
            self.timestamp & 0xFFFFFFFF, ssrc) + self.payload

    def moved(self, seconds):
        """The same RTP packet sent again at another time, as a new IP packet."""
        again = Packet(
            self.at + seconds, self.sequence, self.timestamp, self.payload, self.payload_type, self.marker)
        again.identification = (self.sequence * 7 + 13) & 0xFFFF
        return again


def talk(start, count, who="caller", sequence=1_000, timestamp=50_000, payload_type=0, law=0, milliseconds=20):
    """``count`` packets of speech at an even pace."""
    samples = milliseconds * 8
    sound = voice(who, law)
    packets = []
    for index in range(count):
        place = index * samples % (len(sound) - samples)
        packets.append(Packet(
            start + index * milliseconds / 1_000, sequence + index, timestamp + index * samples,
            sound[place:place + samples], payload_type, index == 0))
    return packets


def send(tape, source, destination, ssrc, packets, **options):
    """Puts packets on the tape. Hosts number the IP packets of a socket one by one, those that get lost included."""
    for packet in packets:
        number = packet.identification
        if number is None:
            number = (ssrc + packet.sequence) & 0xFFFF or 1
        tape.udp(packet.at, source, destination, packet.bytes(ssrc), identification=number, **options)


class Call:
    """Signaling of one call on a tape: ``ring_and_answer`` and ``hang_up``."""

    def __init__(self, tape, name="call", caller=CALLER, callee=CALLEE, media=(CALLER_MEDIA, CALLEE_MEDIA),
                 lines=("a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"),
                 formats="0 101", transport="RTP/AVP", numbers=("+442079460018", "+12125550142"), send_message=None):
        self.tape = tape
        self.dice = Dice("truth/" + name)
        self.media = {"calling": media[0], "called": media[1]}
        self.lines = {"calling": list(lines), "called": list(lines)}
        self.formats = formats
        self.transport = transport
        self.hosts = {"calling": caller, "called": callee}
        self.dialog = Dialog(
            self.dice, UserAgent(numbers[0], "office.example.com", caller, "Truth-Phone/1.0"),
            UserAgent(numbers[1], "carrier.example.net", callee, "Truth-Gateway/2.0"))
        self.send_message = send_message or self._datagram
        self.version = 1

    def _datagram(self, at, side, text):
        other = "called" if side == "calling" else "calling"
        self.tape.udp(at, self.hosts[side] + ":5060", self.hosts[other] + ":5060", text)

    def describe(self, side, direction="sendrecv", address=None, port=None):
        """A session description of that side."""
        host, own_port = self.media[side].rsplit(":", 1)
        host = address or host
        lines = [
            "v=0", "o=- 7 %d IN IP4 %s" % (self.version, host), "s=-", "c=IN IP4 %s" % host, "t=0 0",
            "m=audio %s %s %s" % (port or own_port, self.transport, self.formats)] + self.lines[side]
        return "\r\n".join(lines + ["a=ptime:20", "a=%s" % direction]) + "\r\n"

    def request(self, at, side, method, **options):
        """Sends a request."""
        self.send_message(at, side, self.dialog.request(method, side, **options))

    def response(self, at, side, status, method, **options):
        """Sends a response."""
        self.send_message(at, side, self.dialog.response(status, side, method, **options))

    def ring(self, at=0.0, offer=None):
        """INVITE to 180."""
        self.request(at, "calling", "INVITE", body=offer or self.describe("calling"), established=False)
        self.response(at + 0.02, "called", 100, "INVITE")
        self.response(at + 0.2, "called", 180, "INVITE")

    def answer(self, at=1.0, answer=None):
        """200 and ACK."""
        self.response(at, "called", 200, "INVITE", body=answer or self.describe("called"))
        self.request(at + 0.03, "calling", "ACK")

    def ring_and_answer(self, at=0.0):
        """The whole set-up; answered one second after ``at``."""
        self.ring(at)
        self.answer(at + 1.0)

    def again(self, at, side, body, answer):
        """A new INVITE within the call, and what the other side answers."""
        other = "called" if side == "calling" else "calling"
        self.version += 1
        self.request(at, side, "INVITE", body=body)
        self.response(at + 0.05, other, 200, "INVITE", body=answer)
        self.request(at + 0.08, side, "ACK")

    def hang_up(self, at, side="called"):
        """BYE and its answer."""
        other = "called" if side == "calling" else "calling"
        self.request(at, side, "BYE")
        self.response(at + 0.03, other, 200, "BYE")

    def both_talk(self, start=1.1, count=500, **options):
        """Both sides talk at an even pace; returns the packets without sending them."""
        return (talk(start, count, "caller", sequence=1_000, timestamp=50_000, **options),
                talk(start + 0.005, count, "callee", sequence=30_000, timestamp=900_000, **options))

    def send(self, side, packets, ssrc=None, source=None, destination=None, **options):
        """Sends packets of that side's to the other's address."""
        other = "called" if side == "calling" else "calling"
        send(self.tape, source or self.media[side], destination or self.media[other],
             ssrc or (0xCA11E400 if side == "calling" else 0xCA11ED00), packets, **options)

"""An RTP sender of any codec: talks, listens with or without comfort noise, keys digits, pauses, starts anew."""

import struct

from samples.rtp import COMFORT_NOISE, TELEPHONE_EVENT, RTPPacket

AUTHENTICATION_TAG = 10  # bytes of SRTP_AES128_CM_HMAC_SHA1_80 (RFC 3711)


class Speaker:
    """One synchronization source. ``units`` are timestamp units in a millisecond."""

    def __init__(self, dice, track, codec, pack, start, packet_time, encrypts=False):
        self._dice = dice
        self._track = track
        self._pack = pack
        self._samples = packet_time * 8
        self._encrypts = encrypts
        self.units = codec.units
        self.payload_type = codec.number
        self.step = packet_time * 1000
        self.ssrc = dice.bits(32)
        self.now = start
        self.packets = []
        self.digits = 0
        self._epoch = 0
        self._epoch_start = start
        self._sequence = dice.below(65_536)
        self._timestamp = dice.bits(32)
        self._marker = True

    def _emit(self, payload_type, payload, timestamp, marker):
        sent_at = self.now + self._dice.below(250)
        if self._encrypts:
            payload = bytes(self._dice.below(256) for _ in range(16)) + payload[16:] + bytes(AUTHENTICATION_TAG)
        packet = RTPPacket(self._epoch, sent_at, self._sequence, timestamp, payload_type, marker, payload)
        packet.lost_beyond = False
        self.packets.append(packet)
        self._sequence += 1
        self.now += self.step

    def _media_time(self):
        return self._timestamp + (self.now - self._epoch_start) * self.units // 1000

    def talk(self, until):
        """Sends sound, a packet each packet time."""
        while self.now < until:
            payload = self._pack(self._track.samples(self._samples))
            self._emit(self.payload_type, payload, self._media_time(), self._marker)
            self._marker = False

    def listen(self, until, comfort=None, every=None):
        """Sends nothing, or comfort noise of that level (RFC 3389) as it begins and again ``every`` microseconds."""
        due = self.now if comfort is not None else until
        while self.now < until:
            self._track.skip(self._samples)
            if self.now >= due:
                self._emit(COMFORT_NOISE, bytes([comfort]), self._media_time(), False)
                due = self.now + every if every else until
            else:
                self.now += self.step
        self._marker = True

    def talk_in_turns(self, until, comfort=None):
        """Sends only while the track's party speaks."""
        position = 0
        while self.now < until:
            if self._track.talking(position):
                self.talk(self.now + 1)
                position += self._samples
                continue
            quiet = 0
            while self.now + quiet * self.step < until and not self._track.talking(position):
                quiet += 1
                position += self._samples
            self.listen(self.now + quiet * self.step, comfort)

    def key(self, event, milliseconds):
        """A digit as a telephone event (RFC 4733), its end sent three times."""
        timestamp, begin = self._media_time(), self.now
        duration, marker = self.step * self.units // 1000, True
        while self.now < begin + milliseconds * 1000:
            self._event(event, False, duration, timestamp, marker)
            duration, marker = duration + self.step * self.units // 1000, False
        for _ in range(3):
            self._event(event, True, duration, timestamp, False)
        self.digits += 1

    def _event(self, event, end, duration, timestamp, marker):
        payload = struct.pack("!BBH", event, (0x80 if end else 0) | 10, min(duration, 65_535))
        self._emit(TELEPHONE_EVENT, payload, timestamp, marker)

    def pause(self, until):
        """Sends nothing; timestamps go on with the clock."""
        while self.now < until:
            self.now += self.step
        self._marker = True

    def restart(self, sequence):
        """Begins anew with the same SSRC."""
        self._epoch += 1
        self._epoch_start = self.now
        self._sequence = sequence
        self._timestamp = self._dice.bits(32)
        self._marker = True

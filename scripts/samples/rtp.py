"""RTP (RFC 3550): a sender that talks, keeps silence with comfort noise, keys digits, pauses and restarts."""

import struct

PCMU, PCMA, COMFORT_NOISE, TELEPHONE_EVENT = 0, 8, 13, 101


class RTPPacket:
    """One packet and its fate. ``copies`` are further instants at which the same RTP packet passes."""

    def __init__(self, epoch, sent_at, sequence, timestamp, payload_type, marker, payload):
        self.epoch = epoch
        self.sent_at = sent_at
        self.sequence = sequence  # not wrapped
        self.timestamp = timestamp & 0xFFFFFFFF
        self.payload_type = payload_type
        self.marker = marker
        self.payload = payload
        self.tap_at = None
        self.arrives_at = None
        self.copies = []

    def bytes(self, ssrc):
        """The packet as sent."""
        return struct.pack(
            "!BBHII", 0x80, (0x80 if self.marker else 0) | self.payload_type,
            self.sequence & 0xFFFF, self.timestamp, ssrc) + self.payload


class RTPSender:
    """One synchronization source. Media time follows wall-clock time, 8 timestamp units per millisecond."""

    def __init__(self, dice, sound, encode, start, payload_type=PCMU, packet_time=20, sequence=None):
        self._dice = dice
        self._sound = sound
        self._encode = encode
        self._payload_type = payload_type
        self.step = packet_time * 1000
        self._samples = packet_time * 8
        self.ssrc = dice.bits(32)
        self.now = start
        self._epoch = 0
        self._epoch_start = start
        self._sequence = dice.below(40_000) if sequence is None else sequence
        self._timestamp = dice.bits(32)
        self._marker = True
        self.digits = 0
        self.packets = []

    def _emit(self, payload_type, payload, timestamp, marker):
        sent_at = self.now + self._dice.below(250)
        self.packets.append(
            RTPPacket(self._epoch, sent_at, self._sequence, timestamp, payload_type, marker, payload))
        self._sequence += 1
        self.now += self.step

    def _media_time(self):
        return self._timestamp + (self.now - self._epoch_start) * 8 // 1000

    def talk(self, until):
        """Sends sound, a packet each packet time, up to ``until``."""
        while self.now < until:
            payload = self._encode(self._sound.samples(self._samples))
            self._emit(self._payload_type, payload, self._media_time(), self._marker)
            self._marker = False

    def talk_in_turns(self, until, level):
        """Silence suppression (RFC 3389): sound in the voice's turns, one comfort-noise packet per silence."""
        position, silent = 0, False
        while self.now < until:
            if self._sound.talking(position):
                if silent:
                    self._marker, silent = True, False
                self.talk(self.now + 1)
            else:
                self._sound.skip(self._samples)
                if silent:
                    self.now += self.step
                else:
                    self._emit(COMFORT_NOISE, bytes([level]), self._media_time(), False)
                    silent = True
            position += self._samples

    def key(self, event, milliseconds):
        """A digit as a telephone event (RFC 4733): one timestamp, growing duration, the end sent three times."""
        timestamp, begin = self._media_time(), self.now
        duration, marker = self._samples, True
        while self.now < begin + milliseconds * 1000:
            self._event(event, False, duration, timestamp, marker)
            duration, marker = duration + self._samples, False
        for _ in range(3):
            self._event(event, True, duration - self._samples, timestamp, False)
        self.digits += 1
        self._sound.skip((self.now - begin) * 8 // 1000)

    def _event(self, event, end, duration, timestamp, marker):
        payload = struct.pack("!BBH", event, (0x80 if end else 0) | 10, duration)
        self._emit(TELEPHONE_EVENT, payload, timestamp, marker)

    def pause(self, until):
        """Sends nothing; timestamps go on with the clock, sequence numbers do not."""
        while self.now < until:
            self.now += self.step
        self._marker = True
        self._epoch += 1

    def restart(self, sequence):
        """Begins anew with the same SSRC, as a device does whose media process was restarted."""
        self._epoch += 1
        self._epoch_start = self.now
        self._sequence = sequence
        self._timestamp = self._dice.bits(32)
        self._marker = True

"""Audio of its own making: a talking voice, a ringing tone, room noise; and G.711 (ITU-T G.711).

No recording of a person is used. The arithmetic is whole numbers throughout.
"""

import math

RATE = 8000
_SINE = [int(round(32767 * math.sin(2 * math.pi * index / 1024))) for index in range(1024)]


def _mu_law(sample):
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> (exponent + 3) & 0x0F) & 0xFF


def _a_law(sample):
    sign = 0x80 if sample >= 0 else 0
    magnitude = min(sample if sample >= 0 else -sample - 1, 32767)
    exponent = max(magnitude.bit_length() - 8, 0)
    mantissa = magnitude >> (exponent + 3 if exponent else 4) & 0x0F
    return (sign | exponent << 4 | mantissa) ^ 0x55


def encoder(law):
    """A function from samples to bytes for payload type 0 (PCMU) or 8 (PCMA)."""
    table = bytes((_mu_law if law == 0 else _a_law)(value * 4 - 32768) for value in range(16384))
    return lambda samples: bytes(table[(sample + 32768) >> 2] for sample in samples)


class Voice:
    """Somebody who talks in turns: syllables with pitch and formants, short gaps, and room noise always.

    The room noise keeps every packet different, also in pauses: no payload is ever constant.
    """

    def __init__(self, dice, pitch_hertz, turn_milliseconds=2600, speaks_first=True, noise=28):
        self._dice = dice
        self._pitch = pitch_hertz
        self._turn = turn_milliseconds * RATE // 1000
        self._speaks_first = speaks_first
        self._noise = noise
        self._position = 0
        self._syllable_left = 0
        self._syllable_length = 1
        self._gap_left = 0
        self._wave = [0] * 256
        self._phase = 0
        self._step = 0

    def talking(self, position):
        """Whether the sample at ``position`` falls into one of this voice's turns."""
        return (position // self._turn) % 2 == (0 if self._speaks_first else 1)

    def skip(self, samples):
        """Lets time go by unheard."""
        self._position += samples

    def samples(self, count):
        """The next ``count`` samples, 16 bits each."""
        out = []
        for _ in range(count):
            noise = self._dice.between(-self._noise, self._noise)
            out.append(max(-32768, min(32767, self._tone() + noise)))
            self._position += 1
        return out

    def _tone(self):
        if self._syllable_left == 0:
            if self._gap_left > 0:
                self._gap_left -= 1
                return 0
            if not self.talking(self._position):
                return 0
            self._begin_syllable()
        done = self._syllable_length - self._syllable_left
        self._syllable_left -= 1
        rise = self._syllable_length // 5
        if done < rise:
            level = 256 * done // rise
        else:
            level = 256 * (self._syllable_length - done) // (self._syllable_length - rise)
        self._phase = (self._phase + self._step) & 0xFFFFFF
        return self._wave[self._phase >> 16] * level >> 8

    def _begin_syllable(self):
        dice = self._dice
        self._syllable_length = self._syllable_left = dice.between(110, 260) * RATE // 1000
        self._gap_left = dice.between(15, 70) * RATE // 1000
        if dice.chance(120):
            self._gap_left += dice.between(120, 320) * RATE // 1000
        pitch = self._pitch * dice.between(85, 120) // 100
        self._step = (pitch << 24) // RATE
        formant = dice.between(300, 900)
        weights = []
        for harmonic in range(1, 9):
            distance = abs(pitch * harmonic - formant)
            weights.append(1000 * 200 // (200 + distance))
        loudness = dice.between(5500, 12000)
        total = sum(weights)
        self._wave = [
            sum(weight * _SINE[(index * 4 * (number + 1)) % 1024] for number, weight in enumerate(weights))
            * loudness // (total * 32767)
            for index in range(256)
        ]


class Ringing:
    """The North American ringing tone: 440 and 480 Hz, two seconds on, four off, over line noise."""

    def __init__(self, dice):
        self._dice = dice
        self._position = 0

    def samples(self, count):
        """The next ``count`` samples."""
        out = []
        for _ in range(count):
            position = self._position
            value = self._dice.between(-20, 20)
            if position % (6 * RATE) < 2 * RATE:
                value += sum(_SINE[position * hertz * 1024 // RATE % 1024] for hertz in (440, 480)) // 12
            out.append(value)
            self._position += 1
        return out

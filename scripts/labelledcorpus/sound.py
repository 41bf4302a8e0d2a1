"""What the parties of a generated call say: speech, room noise, silence, music, and what spoils them.

A sound is a list of 16-bit samples at 8 kHz. Speech comes from the sample generator's own voice, or from espeak-ng
where it is installed and asked for; a bank of it is made once for a run and every call takes its turns out of it.
"""

import array
import os
import shutil
import subprocess
import tempfile

from samples.dice import Dice
from samples.speech import _SINE, RATE, Voice

TEXTS = (
    "Good morning, this is the service desk in London. I am calling about the delivery that was promised for Tuesday,"
    " which has not reached our warehouse. Could you tell me where it is?",
    "Thank you for calling. Let me look that up for you. I can see the order here; it left the depot on Monday night"
    " and should be with you before noon. Shall I send you the number of the driver?",
)
BANK_SECONDS = 10
LOUDEST = 32_000


class Bank:
    """Speech of two people and a stretch of noise, the same for every call of a run."""

    def __init__(self, use_espeak=False):
        spoken = [self._espeak(text, pitch) for text, pitch in zip(TEXTS, (35, 65))] if use_espeak else [None, None]
        self.is_spoken = all(spoken)
        self.speech = [
            samples or self._own(pitch) for samples, pitch in zip(spoken, (118, 205))]
        dice = Dice("labelled noise")
        self.noise = [dice.between(-1000, 1000) for _ in range(4 * RATE)]
        self.bytes = bytes(dice.below(256) for _ in range(1 << 16))

    @staticmethod
    def _own(pitch):
        voice = Voice(Dice("labelled voice %d" % pitch), pitch, turn_milliseconds=10 * BANK_SECONDS * 1000, noise=0)
        return voice.samples(BANK_SECONDS * RATE)

    @staticmethod
    def _espeak(text, pitch):
        """Samples of the text at 8 kHz; None where espeak-ng or sox is missing."""
        if not (shutil.which("espeak-ng") and shutil.which("sox")):
            return None
        with tempfile.TemporaryDirectory() as folder:
            spoken, resampled = os.path.join(folder, "a.wav"), os.path.join(folder, "a.raw")
            subprocess.run(["espeak-ng", "-p", str(pitch), "-w", spoken, text], check=True, capture_output=True)
            subprocess.run(
                ["sox", "-R", "-D", spoken, "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed", resampled,
                 "norm", "-9"], check=True, capture_output=True)
            samples = array.array("h")
            with open(resampled, "rb") as file:
                samples.frombytes(file.read())
        return list(samples)


class Track:
    """A sound of fixed length, and in which turns somebody speaks."""

    def __init__(self, samples, turns):
        self.data = samples
        self.turns = turns  # (from, until) in samples
        self._position = 0

    def samples(self, count):
        """The next ``count`` samples; the track begins again at its end."""
        out = []
        while len(out) < count:
            start = self._position % len(self.data)
            out += self.data[start:start + count - len(out)]
            self._position = start + count if not out else start + len(out)
        return out

    def skip(self, count):
        """Lets time go by."""
        self._position += count

    def talking(self, position):
        """Whether somebody speaks at this sample."""
        return any(begin <= position < end for begin, end in self.turns)


def conversation(bank, dice, side, seconds, share=50, noise=24):
    """One party's part of a conversation: turns of speech for ``share`` per cent of the time, over room noise."""
    length = int(seconds * RATE)
    voice = bank.speech[0 if side == "calling" else 1]
    samples = room_noise(bank, dice, length, noise)
    turns, at = [], 0 if side == "called" else 2 * RATE + dice.below(RATE)
    while at < length and share > 0:
        until = min(length, at + dice.between(1600, 3400) * RATE // 1000)
        offset = dice.below(len(voice))
        loud = [voice[(offset + index) % len(voice)] for index in range(until - at)]
        samples[at:until] = [a + b for a, b in zip(samples[at:until], loud)]
        turns.append((at, until))
        at = until + (until - at) * (100 - share) // share + dice.below(RATE // 2)
    return Track([max(-LOUDEST, min(LOUDEST, sample)) for sample in samples], turns)


def room_noise(bank, dice, length, amplitude):
    """Uniform noise of that amplitude."""
    offset = dice.below(len(bank.noise))
    noise = bank.noise
    size = len(noise)
    return [noise[(offset + index) % size] * amplitude // 1000 for index in range(length)]


def music(dice, seconds):
    """Chords that change twice a second."""
    samples = []
    for _ in range(int(seconds * 2) + 1):
        tones = [220 * (8 + dice.below(16)) // 8 for _ in range(3)]
        samples += [
            sum(_SINE[index * tone * 1024 // RATE % 1024] for tone in tones) // 9 for index in range(RATE // 2)]
    return Track(samples, [(0, len(samples))])


def digital_silence(seconds):
    """Zeros: the same byte for ever once encoded."""
    return Track([0] * int(seconds * RATE), [])


# What spoils a sound


def echoed(track, other, delay_milliseconds, decibels_down):
    """The track with the other party's voice coming back so much later and weaker."""
    delay = delay_milliseconds * RATE // 1000
    gain = int(1000 * 10 ** (-decibels_down / 20))
    back = [0] * delay + [sample * gain // 1000 for sample in other.data[:max(0, len(track.data) - delay)]]
    back += [0] * (len(track.data) - len(back))
    return _mixed(track, back)


def noisy(track, bank, dice, dbm0):
    """The track over white noise of that level; 0 dBm0 is 6.15 dB under a full square wave (G.711)."""
    rms = 32768 * 10 ** ((dbm0 - 6.15) / 20)
    return _mixed(track, room_noise(bank, dice, len(track.data), int(rms * 3 ** 0.5)))


def crackling(track, dice, per_second):
    """The track with clicks of one to three milliseconds."""
    back = [0] * len(track.data)
    for _ in range(int(per_second * len(back) / RATE)):
        at = dice.below(len(back) - 32)
        loud = dice.between(5_000, 15_000)
        for index in range(dice.between(8, 24)):
            back[at + index] = loud if index % 2 else -loud
    return _mixed(track, back)


def repeated(track, dice, frame, per_mille, longest):
    """The track as a gateway sends it on that fills gaps by repeating the frame before, ever more quietly."""
    data = list(track.data)
    at = frame
    while at + frame <= len(data):
        if dice.chance(per_mille):
            loud = 256
            for _ in range(dice.between(2, longest)):
                if at + frame > len(data):
                    break
                data[at:at + frame] = [sample * loud // 256 for sample in data[at - frame:at]]
                loud = 230
                at += frame
        at += frame
    return Track(data, track.turns)


def _mixed(track, back):
    return Track([max(-LOUDEST, min(LOUDEST, a + b)) for a, b in zip(track.data, back)], track.turns)

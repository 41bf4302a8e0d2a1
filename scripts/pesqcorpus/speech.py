"""Clean speech: three pieces of ten seconds, spoken by espeak-ng with different voices, or recorded from people."""

import functools
import os
import pathlib
import subprocess
import tempfile

import numpy

from samples.dice import Dice

from . import encoders

PIECES = 3
PIECE_SECONDS = 10
ROOM_NOISE = 8  # root mean square, -72 dBov: recordings are never digitally silent
VOICES = ("en-gb", "en-us", "en-gb+f2", "en-us+f4", "en-gb+m3", "en-us+m5", "en-gb-scotland", "en-gb+f5")
SENTENCES = (
    "The boy was there when the sun rose over the harbour.",
    "A rod is used to catch pink salmon in the cold river.",
    "The source of the huge river is the clear spring.",
    "Kick the ball straight and follow through to the goal.",
    "Help the woman get back to her feet before the train leaves.",
    "A pot of tea helps to pass the evening by the window.",
    "Smoky fires lack flame and heat, so open the door.",
    "The soft cushion broke the man's fall from the ladder.",
    "The salt breeze came across from the sea this morning.",
    "The girl at the booth sold fifty bonds before noon.",
    "The small pup gnawed a hole in the sock and ran away.",
    "The fish twisted and turned on the bent hook for an hour.",
    "Press the pants and sew a button on the vest, please.",
    "The swan dive was far short of perfect, said the judge.",
    "The beauty of the view stunned the young boy for a while.",
    "Two blue fish swam in the tank beside the old desk.",
)


def pieces(seed, folder=None):
    """Samples at 48 kHz, with a little silence before and after, at -26 dBov while active, over the noise of a room."""
    dice = Dice("pesq speech %d" % seed)
    recorded = _recordings(folder) if folder else None
    made = []
    for number in range(PIECES):
        spoken = _prompts(recorded, dice) if recorded else _spoken(dice)
        made.append(_piece(spoken, dice.child("room %d" % number)))
    return made


def _spoken(dice):
    """Four sentences of a voice of espeak-ng, as a telephone hears them: without what lies below 100 Hz."""
    voice = VOICES[dice.below(len(VOICES))]
    text = " ".join(dice.pick(SENTENCES, 4))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.wav")
        subprocess.run(
            ["espeak-ng", "-v", voice, "-p", str(dice.between(35, 65)), "-s", str(dice.between(145, 165)), "-w", path,
             text], check=True, capture_output=True)
        done = subprocess.run(
            ["sox", "-R", "-D", path, "-r", "48000", "-c", "1", "-b", "16", "-e", "signed", "-t", "raw", "-",
             "highpass", "100"], check=True, capture_output=True)
    return numpy.frombuffer(done.stdout, numpy.int16).astype(float)


@functools.cache
def _recordings(folder):
    """Recorded speech by speaker: files of G.722 of two to nine seconds, the folders below ``folder`` being speakers."""
    found = {}
    for file in sorted(pathlib.Path(folder).rglob("*.g722")):
        if 2 <= file.stat().st_size / 8_000 <= 9 and "silence" not in file.parts:
            found.setdefault(file.parent, []).append(file)
    return [files for files in found.values() if len(files) >= 20]


def _prompts(recorded, dice):
    """Sentences of one speaker, until nine seconds are full."""
    files = recorded[dice.below(len(recorded))]
    parts, length = [], 0
    for _ in range(40):
        sound = _decoded(files[dice.below(len(files))])
        if length + len(sound) <= 9 * 48_000:
            parts += [sound, numpy.zeros(48_000 // 4)]
            length += len(sound) + 48_000 // 4
    return numpy.concatenate(parts)


def _decoded(path):
    return resampled(encoders.g722_decoded(path.read_bytes()), 16_000, 48_000).astype(float)


def _piece(sound, dice):
    length = PIECE_SECONDS * 48_000
    lead = 48_000 // 2
    sound = sound[:length - 2 * lead]
    frames = sound[:len(sound) // 960 * 960].reshape(-1, 960)
    levels = (frames * frames).mean(1)
    active = levels[levels > levels.max() / 1_000].mean()
    out = numpy.random.default_rng(dice.bits(32)).normal(0, ROOM_NOISE, length)
    out[lead:lead + len(sound)] += sound * (32_768 * 10 ** (-26 / 20) / active ** 0.5)
    return numpy.clip(out, -32_000, 32_000)


def at_rate(sound, rate):
    """16-bit samples at another rate, from 48 kHz."""
    return resampled(sound, 48_000, rate)


def resampled(sound, rate_from, rate_to):
    """16-bit samples at another rate, by sox."""
    samples = numpy.clip(numpy.round(sound), -32_768, 32_767).astype(numpy.int16)
    if rate_from == rate_to:
        return samples
    kind = ["-t", "raw", "-c", "1", "-b", "16", "-e", "signed"]
    done = subprocess.run(
        ["sox", "-R", "-D", *kind, "-r", str(rate_from), "-", *kind, "-r", str(rate_to), "-"],
        input=samples.tobytes(), check=True, capture_output=True)
    return numpy.frombuffer(done.stdout, numpy.int16)

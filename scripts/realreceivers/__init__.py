"""Jitter buffers of real receivers, fed with the arrivals of a stream in virtual time: PJSIP's and GStreamer's.

An arrival is (seconds, sequence number, timestamp in units), both unwrapped. A buffer answers with an ``Outcome``.
"""

from dataclasses import dataclass


@dataclass
class Outcome:
    """What a receiver made of a stream, in ms of sound; lost packets are concealed, too."""

    played: float
    concealed: float  # nothing to play while the stream went on: lost, late, or run empty
    inserted: float  # by how much playing was put off
    discarded: float  # arrived, and not played

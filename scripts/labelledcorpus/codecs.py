"""The codecs of the corpus: how they are named in a session description and what their packets look like.

G.711 is really encoded. The payloads of other codecs are bytes without meaning of the right size: no rule that looks at
packets reads them.
"""

from samples.speech import encoder


class Codec:
    """A codec with its payload type in this call."""

    def __init__(self, name, number, rtpmap, units=8, packet_times=(10, 20, 30, 40), bytes_per_ms=8, spread=0,
                 fmtp=None):
        self.name = name
        self.number = number
        self.rtpmap = rtpmap
        self.units = units  # timestamp units in a millisecond
        self.packet_times = packet_times
        self.bytes_per_ms = bytes_per_ms
        self.spread = spread  # bytes by which sizes vary
        self.fmtp = fmtp

    @property
    def is_g711(self):
        """Whether the sound is in the payload."""
        return self.name in ("PCMU", "PCMA")

    def lines(self):
        """Its lines in a session description."""
        lines = ["a=rtpmap:%d %s" % (self.number, self.rtpmap)]
        return lines + (["a=fmtp:%d %s" % (self.number, self.fmtp)] if self.fmtp else [])

    def packer(self, bank, dice, law=None):
        """A function from 8 kHz samples to a payload; ``law`` encodes by another law than the codec's."""
        if self.is_g711:
            return encoder(law if law is not None else (0 if self.name == "PCMU" else 8))
        pool = bank.bytes

        def opaque(samples):
            size = max(2, int(len(samples) * self.bytes_per_ms) // 8 + (dice.below(self.spread) if self.spread else 0))
            start = dice.below(len(pool) - size)
            return pool[start:start + size]

        return opaque


def named(name, dice):
    """A codec by its name; dynamic payload types are drawn."""
    dynamic = 96 + dice.below(5)
    return {
        "PCMU": lambda: Codec("PCMU", 0, "PCMU/8000"),
        "PCMA": lambda: Codec("PCMA", 8, "PCMA/8000"),
        "G722": lambda: Codec("G722", 9, "G722/8000"),
        "G729": lambda: Codec("G729", 18, "G729/8000", bytes_per_ms=1, fmtp="annexb=no"),
        "GSM": lambda: Codec("GSM", 3, "GSM/8000", packet_times=(20, 40), bytes_per_ms=1.65),
        "opus": lambda: Codec(
            "opus", dynamic, "opus/48000/2", units=48, packet_times=(10, 20, 40), bytes_per_ms=2, spread=60,
            fmtp="useinbandfec=1"),
        "iLBC": lambda: Codec("iLBC", dynamic, "iLBC/8000", packet_times=(30,), bytes_per_ms=50 / 30, fmtp="mode=30"),
    }[name]()


COMFORT_NOISE_LINES = ["a=rtpmap:13 CN/8000"]
EVENT_LINES = ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"]

"""How much of an uneven stream real receivers conceal, as measured once by `scripts/receivers --labels`.

What comes late is heard or not by a receiver's buffer, and no model of ours says which: PJSIP's and GStreamer's buffers
were played with the arrivals of each uneven stream, and their answers are kept here by seed and sender.
"""

import functools
import json
import pathlib

FILE = pathlib.Path(__file__).resolve().parent / "lateness.json"
EVEN = 20_000  # microseconds above the quickest packet, below which no receiver misses any


@functools.cache
def kept():
    """Thousandths of sound concealed by PJSIP and GStreamer, by seed and number of the sender."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def senders(call):
    """All RTP senders of a call, in order."""
    return [sender for end in call.media.values() for sender in end.senders]


def is_uneven(sender):
    """Whether receivers may differ about it: packets that come late, of a sender that never pauses."""
    passed = [packet for packet in sender.packets if packet.tap_at is not None]
    if len(sender.packets) < 50 or not passed:
        return False
    transits = [packet.tap_at - packet.sent_at for packet in passed]
    units = sender.step * sender.units // 1000
    pauses = any(
        after.sequence - before.sequence != 1 or after.timestamp - before.timestamp != units
        for before, after in zip(sender.packets, sender.packets[1:]))
    return max(transits) - min(transits) > EVEN and not pauses


def concealed(seed, number):
    """The share that the better of both receivers conceals: who cannot be helped by another buffer; `None` if not known."""
    shares = kept().get(str(seed), {}).get(str(number))
    return min(shares) / 1000 if shares else None

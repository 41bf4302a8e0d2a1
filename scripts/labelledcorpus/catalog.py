"""All families, and the call of a seed."""

import functools
import json

from samples import capturefile
from samples.dice import Dice

from . import healthy, hearing, impaired, kinds, lateness, oneway, rerouted, truth, unclear

FAMILIES = (
    oneway.FAMILIES + unclear.FAMILIES + impaired.FAMILIES + healthy.FAMILIES + rerouted.FAMILIES + hearing.FAMILIES
    + kinds.FAMILIES)
SHORT_STEP = 2  # the short form takes every second family


def half(seed):
    """Odd seeds are for tuning, even seeds for the figures that are quoted."""
    return "tuning" if seed % 2 else "quoted"


def family_of(seed):
    """Seeds 1 and 2 are the first family, 3 and 4 the second, and so on round."""
    return FAMILIES[(seed - 1) // 2 % len(FAMILIES)]


def name_of(seed):
    """A file name that says what it is."""
    return "%04d-%s" % (seed, family_of(seed).__name__.replace("_", "-"))


def make(seed, bank):
    """The bytes of a capture and what is true about it."""
    family = family_of(seed)
    label = truth.Label()
    call = family(Dice("labelled %d" % seed), bank, label)
    truth.complete(label, call, functools.partial(lateness.concealed, seed))
    frames = call.wire.frames(keeps=lambda datagram: _is_seen(call, datagram))
    if call.looks_every:
        frames = _stamped_in_batches(frames, call.looks_every)
    facts = {
        "schema": "earshot.label/1", "seed": seed, "half": half(seed), "family": family.__name__, "source": "generated",
        "callID": call.dialog.call_id, "codec": call.codec.name, "captureNear": call.near,
        "speaksRTCP": call.speaks_rtcp}
    facts.update(label.facts())
    return capturefile.pcap(frames), json.dumps(facts, indent=1)


def _stamped_in_batches(frames, every):
    """The frames with the times at which a program that looks every so often takes them up: one after the other."""
    stamped, look, taken = [], None, 0
    for frame in frames:
        due = -(-frame.at // every) * every
        taken = taken + 1 if due == look else 0
        look = due
        stamped.append(frame._replace(at=due + 150 * taken))
    return stamped


def _is_seen(call, datagram):
    """Whether the capture is made where this datagram passes."""
    if getattr(call, "hidden_side", None) == datagram.side.name:
        return False
    hidden = getattr(call, "hidden_media", None)
    ends = call.media.get(hidden)
    return not (ends and datagram.side.name == hidden and datagram.source == ends.source)

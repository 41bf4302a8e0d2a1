"""What real receivers make of the uneven streams of generated calls: the labels of lateness of `scripts/labelled`."""

import argparse
import json
import re

from labelledcorpus import catalog, lateness, sound
from samples.dice import Dice

from . import gstreamer, pjsip

USUAL = 200  # ms, the buffer of GStreamer's element unless it is told another


def seeds(text):
    """A range such as 1-396."""
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    if not match:
        raise argparse.ArgumentTypeError("a seed or a range such as 1-40")
    return range(int(match[1]), int(match[2] or match[1]) + 1)


def write(chosen, receivers):
    """Adds the shares that both receivers conceal, in parts of a thousand, to the file of lateness."""
    bank = sound.Bank(use_espeak=False)
    kept = lateness.kept()
    for seed in chosen:
        call = catalog.family_of(seed)(Dice("labelled %d" % seed), bank, catalog.truth.Label())
        shares = {}
        for number, sender in enumerate(lateness.senders(call)):
            if lateness.is_uneven(sender):
                shares[str(number)] = _concealed(sender, receivers)
        kept.pop(str(seed), None)
        if shares:
            kept[str(seed)] = shares
            print(seed, catalog.name_of(seed), shares, flush=True)
    ordered = {seed: kept[seed] for seed in sorted(kept, key=int)}
    lines = ",\n".join('  "%s": %s' % (seed, json.dumps(shares)) for seed, shares in ordered.items())
    lateness.FILE.write_text("{\n%s\n}\n" % lines, encoding="utf-8")
    return 0


def _concealed(sender, receivers):
    """Of PJSIP and of GStreamer: sound concealed, in thousandths of what was sent."""
    arrivals = sorted(
        (packet.tap_at / 1e6, packet.sequence, packet.timestamp)
        for packet in sender.packets if packet.tap_at is not None)
    length = sender.step // 1000
    outcomes = (
        pjsip.play(receivers[0], arrivals, length),
        gstreamer.play(receivers[1], arrivals, length, sender.units * 1000, USUAL))
    return [round(1000 * each.concealed / (len(sender.packets) * length)) for each in outcomes]

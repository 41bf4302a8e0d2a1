"""What is true at either end of a call, once the wire has told what became of every packet."""

import functools

from labelledcorpus import truth
from realreceivers import gstreamer, pjsip


def labels(case, truth_file):
    """What is true at either end, from what was done and what the wire did to each packet."""
    packets = {"a2b": [], "b2a": []}
    with open(truth_file, encoding="utf-8") as file:
        for line in file:
            direction, ssrc, _, timestamp, _, came, left = line.split()
            packets[direction].append(
                (ssrc, int(timestamp), int(came), None if left == "lost" else int(left)))
    units = {"opus": 48}.get(case.codec, 8)
    found = {}
    for side, label in case.truths.items():
        if label.symptoms["break-up"] is False:
            incoming = packets["b2a" if side == "a" else "a2b"]
            outgoing = packets["a2b" if side == "a" else "b2a"]
            verdicts = [
                _broken([(ssrc, stamp, left) for ssrc, stamp, _, left in incoming], units),
                _broken([(ssrc, stamp, came) for ssrc, stamp, came, _ in outgoing], units)]
            lost = sum(left is None for _, _, _, left in outgoing)
            if lost >= truth.SLIGHT * max(1, len(outgoing)):
                # Behind the capture: the receiver's reports tell, but those of SRTP keep it to themselves.
                is_clear = (lost >= 1.5 * truth.BROKEN * len(outgoing) and not case.encrypts
                            and not case.agents["b" if side == "a" else "a"].is_silent)
                verdicts.append(True if is_clear else None)
            label.symptoms["break-up"] = True if True in verdicts else None if None in verdicts else False
            label.allow_for_concealment()
        if label.symptoms["delayed-speech"] is False:
            label.symptoms["delayed-speech"] = _delayed(case)
        found[side] = {
            "schema": "earshot.label/1", "seed": case.seed, "half": "tuning" if case.seed % 2 else "quoted",
            "family": case.family, "source": "recorded", "callID": None, "codec": case.codec,
            "agents": {each: kind.product for each, kind in case.agents.items()}, **label.facts()}
    return found


def _broken(packets, units):
    """Whether so much is lost or late that speech breaks up: (SSRC, timestamp, instant in microseconds or None)."""
    if len(packets) < 50:
        return False
    lost = sum(at is None for _, _, at in packets)
    large = small = 0
    for stretch in _stretches(packets, units):
        quickest = min(stretch)
        large += sum(late - quickest > truth.LATE for late in stretch)
        small += sum(late - quickest > truth.SMALL_BUFFER for late in stretch)
    share = _concealed(packets, units) if small else None
    if share is not None:
        # What real receivers make of lateness is believed more than a count of late packets.
        large = small = max(0, share * len(packets) - lost)
    if lost + large >= 1.2 * truth.BROKEN * len(packets):
        return True
    return None if lost + small >= truth.SLIGHT * len(packets) else False


def _stretches(packets, units):
    """Transit times in microseconds, apart where the source or its clock starts anew."""
    stretches, before = [], None
    for ssrc, timestamp, at in packets:
        if at is None:
            continue
        transit = at - timestamp * 1000 // units
        if before is None or before[0] != ssrc or abs(transit - before[1]) > 1_500_000:
            stretches.append([])
        stretches[-1].append(transit)
        before = ssrc, transit
    return stretches


def _delayed(case):
    one_way = (case.wire["a2b"]["delay"] + case.wire["b2a"]["delay"]) / 2
    mouth_to_ear = one_way + max(20, case.packet_time) + truth.BUFFER
    if mouth_to_ear >= truth.DELAYED:
        return None if case.encrypts else True
    return False if mouth_to_ear <= truth.PROMPT and "stall" not in str(case.wire) else None


@functools.cache
def _receivers():
    """PJSIP's and GStreamer's buffers, where they are installed."""
    return pjsip.library(), gstreamer.modules()


def _concealed(packets, units):
    """The share of sound that the better of two real receivers conceals, lost packets with it; `None` without them, or where
    a sender pauses or changes."""
    steps = {after[1] - before[1] for before, after in zip(packets, packets[1:])}
    if None in _receivers() or len(steps) != 1 or len({packet[0] for packet in packets}) != 1:
        return None
    step = steps.pop()
    length = step // units
    if length not in (10, 20, 30, 40, 60):
        return None
    arrivals = sorted(
        (at / 1e6, number, number * step) for number, (_, _, at) in enumerate(packets) if at is not None)
    outcomes = (
        pjsip.play(_receivers()[0], arrivals, length),
        gstreamer.play(_receivers()[1], arrivals, length, units * 1000, 200))
    return min(outcome.concealed for outcome in outcomes) / (length * len(packets))

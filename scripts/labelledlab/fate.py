"""What is true at either end of a call, once the wire has told what became of every packet."""

from labelledcorpus import truth


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
                is_clear = lost >= 1.5 * truth.BROKEN * len(outgoing) and not case.encrypts
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

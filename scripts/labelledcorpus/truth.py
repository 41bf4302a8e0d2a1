"""What a right answer to a call is: who could not hear whom and why, and which complaints its users would make.

A symptom is ``True`` (users complain of it, and this capture can show it), ``False`` (they do not) or ``None`` (too
slight to call, or not to be seen from this capture: any answer will do).
"""

from samples.instant import MILLISECOND

SYMPTOMS = ("no-audio", "one-way-audio", "break-up", "delayed-speech", "echo", "robotic", "static-noise")
CAUSES = (
    "peer-never-sent", "media-sent-to-private-address", "media-sent-to-wrong-port", "port-unreachable",
    "blocked-beyond-capture", "lost-before-capture", "silent-payload", "payload-not-negotiated", "encryption-mismatch",
    "receiver-reports-nothing", "media-sent-to-wrong-host", "relay-does-not-forward", "handshake-incomplete",
    "not-visible-from-here", "on-hold")
NO_FAULT = "no fault"

BROKEN, SLIGHT = 0.03, 0.007  # missing shares: three in a hundred break words up, under seven in a thousand none hears
LATE = 200 * MILLISECOND  # later than this, no usual buffer plays it
SMALL_BUFFER = 60 * MILLISECOND
BUFFER = 60  # ms that a usual buffer adds
DELAYED, PROMPT = 190, 140  # mouth to ear, ms: clearly above ITU-T G.114's 150 ms, and below


class Label:
    """The truth about one call."""

    def __init__(self):
        self.cause = None
        self.cannot_hear = None
        self.symptoms = {symptom: False for symptom in SYMPTOMS}
        # What may be said besides, without being wrong, of a call whose verdict is ``cause``.
        self.may_also_be = set()
        # Codes that a report has to hold, at whatever severity, and those that it may hold as notes only.
        self.must, self.must_not = set(), set()

    def one_way(self, cause, cannot_hear, *alternatives):
        """One side cannot hear the other."""
        self.cause, self.cannot_hear = cause, cannot_hear
        self.symptoms["one-way-audio"] = cause not in ("on-hold", "not-visible-from-here")
        self.may_also_be = set(alternatives)

    def no_audio(self, cause, *alternatives):
        """Neither hears the other."""
        self.cause, self.cannot_hear = cause, "both"
        self.symptoms["no-audio"] = cause not in ("on-hold", "not-visible-from-here")
        self.may_also_be = set(alternatives)

    def must_say(self, *codes):
        """Findings that the report has to hold."""
        self.must.update(codes)

    def must_not_say(self, *codes):
        """Findings that are wrong here, unless they are notes."""
        self.must_not.update(codes)

    def no_verdict(self):
        """The capture cannot tell who heard whom."""
        self.cause = "not-visible-from-here"

    def on_hold(self):
        """Silence that was agreed."""
        self.cause = "on-hold"

    def has(self, *symptoms):
        """Complaints that the family causes on purpose."""
        for symptom in symptoms:
            self.symptoms[symptom] = True

    def either(self, *symptoms):
        """Complaints about which nothing is claimed."""
        for symptom in symptoms:
            self.symptoms[symptom] = None

    def allow_for_concealment(self):
        """Speech that breaks up is often called robotic: gaps are filled by what was before. Either word is right."""
        if self.symptoms["break-up"] is not False and self.symptoms["robotic"] is False:
            self.symptoms["robotic"] = None

    def facts(self):
        """As JSON."""
        return {
            "cause": self.cause, "cannotHear": self.cannot_hear, "mayAlsoBe": sorted(self.may_also_be),
            "symptoms": self.symptoms, "must": sorted(self.must), "mustNot": sorted(self.must_not)}


def complete(label, call, concealed=lambda number: None):
    """Fills in what follows from the packets themselves: break-up and delay.

    ``concealed`` tells the share of a sender, by its number, that real receivers conceal, where that was measured.
    """
    verdicts = [
        missing_share_verdict(sender.packets, call, concealed(number))
        for number, sender in enumerate(sender for end in call.media.values() for sender in end.senders)]
    if label.symptoms["break-up"] is False:
        label.symptoms["break-up"] = True if True in verdicts else None if None in verdicts else False
    label.allow_for_concealment()
    if label.symptoms["delayed-speech"] is False:
        label.symptoms["delayed-speech"] = delay_verdict(call)


def missing_share_verdict(packets, call, concealed=None):
    """Whether a stream breaks up: lost, or late beyond the buffer, before the capture or (told by RTCP) behind it.

    What real receivers conceal of an uneven stream is believed more than how late its packets are.
    """
    if len(packets) < 50:
        return False
    passed = [packet for packet in packets if packet.tap_at is not None]
    if not passed:
        return False
    quickest = min(packet.tap_at - packet.sent_at for packet in passed)
    lateness = [packet.tap_at - packet.sent_at - quickest for packet in passed]
    before = len(packets) - len(passed) + sum(late > LATE for late in lateness)
    small = len(packets) - len(passed) + sum(late > SMALL_BUFFER for late in lateness)
    if concealed is not None:
        before = small = concealed * len(packets)
    beyond = sum(packet.lost_beyond for packet in passed)
    seen = before + (beyond if call.speaks_rtcp else 0)
    if seen >= BROKEN * len(packets):
        return True
    return None if max(small, before + beyond) >= SLIGHT * len(packets) else False


def delay_verdict(call):
    """Whether the way is so long that people talk over each other; only RTCP can show it."""
    mouth_to_ear = call.one_way / MILLISECOND + max(call.packet_times.values()) + BUFFER
    if mouth_to_ear <= PROMPT:
        return False
    is_seen = call.speaks_rtcp and not call.quiet_reporters and all(
        any(packet.arrives_at is not None for sender in end.senders for packet in sender.packets)
        for end in call.media.values())
    return True if mouth_to_ear >= DELAYED and is_seen else None

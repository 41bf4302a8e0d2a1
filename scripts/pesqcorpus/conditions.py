"""What is compared: every codec with every loss pattern."""

CODECS = ("PCMU", "PCMA", "G726-32", "GSM", "G729", "G722", "opus")
RATED = ("PCMU", "PCMA", "G729")
SHARES = (1, 2, 3, 5, 8, 10, 15)  # per cent
WIDEBAND = ("G722", "opus")


class Condition:
    """One recording: its seed decides who speaks and which packets suffer."""

    def __init__(self, seed, codec, pattern, share):
        self.seed = seed
        self.codec = codec
        self.pattern = pattern
        self.share = share
        self.name = "%03d-%s-%s-%d" % (seed, codec, pattern, share)

    @property
    def is_wideband(self):
        """Whether the codec carries more than the telephone band."""
        return self.codec in WIDEBAND


def all_conditions(first_seed=1):
    """All of them, in a fixed order; the codecs that Earshot rates under loss come twice, with other people speaking."""
    kinds = [("none", 0)]
    kinds += [("random", share) for share in SHARES]
    kinds += [("bursty", share) for share in SHARES]
    kinds += [("jitter", share) for share in (3, 8)]
    found = []
    for codec in CODECS + RATED:
        for pattern, share in kinds:
            found.append(Condition(first_seed + len(found), codec, pattern, share))
    return found

"""A situation: its name, what happens in it, the capture, and what must be said of it."""

SITUATIONS = []
CALLER_SSRC, CALLEE_SSRC = 0xCA11E400, 0xCA11ED00


class Stream:
    """What is true of one stream. Counts as in the contract: ``copies`` are contained in ``duplicated``."""

    def __init__(self, ssrc, received, lost=0, duplicated=0, copies=0, reordered=0, missing=0, epochs=1, **more):
        self.ssrc = ssrc
        self.counts = {
            "received": received, "lost": lost, "duplicated": duplicated, "reordered": reordered,
            "missingFromCapture": missing, "expected": received + lost + missing}
        self.copies = copies
        self.epochs = epochs
        self.more = more  # source, destination, encoding, role, relation, repaired, encrypted


class Truth:
    """All that is expected of one capture."""

    def __init__(self, files, streams, calls=1, faults=(), notes=(), causes=None, never=(), outcome=None, check=None,
                 named=None):
        self.files = files  # name to bytes
        self.streams = streams
        self.calls = calls
        self.faults = None if faults is None else set(faults)  # of all faults and warnings; None: not asked
        self.notes = set(notes)  # codes that must be there as well
        self.causes = causes or {}  # code to cause
        self.never = set(never)
        self.outcome = outcome
        self.check = check  # further questions to the report: a function to a list of complaints
        self.named = named


def situation(name, story, group, peer=True):
    """Registers a function that makes a ``Truth``; ``peer`` tells whether tshark is asked for the same figures."""

    def register(make):
        SITUATIONS.append((name, story, group, peer, make))
        return make

    return register


def one_file(tape, **options):
    """The tape as a single capture."""
    return {"capture.pcap": tape.pcap(**options)}


def clean_pair(received=500):
    """Both directions of an untroubled call."""
    return [Stream(CALLER_SSRC, received), Stream(CALLEE_SSRC, received)]

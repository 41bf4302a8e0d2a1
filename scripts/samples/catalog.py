"""What a sample of a call is, and the files it is made into."""

from . import capturefile
from .dice import Dice
from .instant import instant
from .text import json_text, table


class CallSample:
    """One folder under Samples/calls/: its script, its story, and what must (not) be found in it."""

    def __init__(self, name, title, at, script, file="capture.pcap", nanoseconds=False, findings=(), forbidden=(),
                 story="", look=()):
        self.name = name
        self.title = title
        self.file = file
        self.story = story
        self.look = look
        self._at = instant(at)
        self._script = script
        self._nanoseconds = nanoseconds
        self._findings = list(findings)
        self._forbidden = list(forbidden)

    def files(self):
        """File names and their bytes."""
        stage = self._script(Dice(self.name), self._at)
        frames = stage.wire.frames()
        truth = self._truth(stage, frames)
        if self._nanoseconds:
            capture = capturefile.pcapng(frames, nanoseconds=True)
        else:
            capture = capturefile.WRITERS[self.file](frames)
        return {
            self.file: capture,
            "expected.truth.json": json_text(truth).encode(),
            "README.md": self._readme(truth).encode(),
        }

    def wanted(self):
        """The findings that must be present, as text."""
        wanted = [
            "`%s`%s" % (finding["code"], ", cause `%s`" % finding["cause"] if finding["cause"] else "")
            for finding in self._findings]
        return "; ".join(wanted) if wanted else "no fault"

    def _truth(self, stage, frames):
        streams = [truth for scene in stage.scenes for truth in scene.stream_truths()]
        return {
            "schema": "earshot.truth/1",
            "packets": len(frames),
            "calls": [scene.call_truth() for scene in stage.scenes],
            "streams": [truth for _, truth in sorted(streams, key=lambda each: each[0])],
            "findings": self._findings,
            "forbiddenFindings": self._forbidden,
        }

    def _readme(self, truth):
        lines = ["# " + self.title, "", self.story, "", "## What to look at", ""]
        lines += ["- " + item for item in self.look]
        lines += ["", "## What is in it", "", "%d packets in `%s`." % (truth["packets"], self.file), ""]
        lines += table(
            ["call", "from", "to", "started", "outcome", "status"],
            [[index + 1, call["callingNumber"], call["calledNumber"], call["startedAt"], call["outcome"],
              call["finalStatus"]] for index, call in enumerate(truth["calls"])])
        if truth["streams"]:
            keys = ["direction", "expected", "received", "lost", "duplicated", "reordered", "epochs"]
            missing = any(stream["missingFromCapture"] for stream in truth["streams"])
            keys += ["missingFromCapture"] if missing else []
            lines += [""] + table(
                ["SSRC"] + keys, [[stream["ssrc"]] + [stream[key] for key in keys] for stream in truth["streams"]])
        lines += ["", "To be found: %s." % self.wanted()]
        lines += MADE
        return "\n".join(lines) + "\n"


MADE = [
    "", "`expected.truth.json` holds these figures as the generator knows them, not as any analysis found them.",
    "", "## How it was made", "",
    "By `scripts/make-samples`, from a seed: addresses kept for documentation, numbers kept for fiction, audio"
    " computed from sine tables and noise. No recording, person or real network is in it.",
    "", "Licence: Apache-2.0; made by this project’s generator.",
]

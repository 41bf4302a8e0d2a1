"""Kills in flight: KILL, TERM and INT at any instant of every step that writes, then a look at what is left."""

import collections
import pathlib
import random
import signal
import subprocess
import tempfile
import time

from hostilestore.place import CALL, Broken, Place, make_capture

SIGNALS = [signal.SIGKILL, signal.SIGTERM, signal.SIGINT]
SIZES = [5, 12, 25, 50]


class Kills:
    """One run: a template of a store, and how each step is killed and judged."""

    def __init__(self, binary, folder, seed, sizes):
        self.place = Place(binary, folder)
        self.folder = pathlib.Path(folder)
        self.dice = random.Random(seed)
        self.captures = []
        for index, size in enumerate(sizes):
            path = self.folder / f"capture-{size}.pcap"
            make_capture(path, size, 1_000 + index)
            self.captures.append(path)
        self.attached = self.folder / "attached.pcap"
        make_capture(self.attached, 8, 77)
        self.template = self.folder / "template"
        self.archive = self.folder / "case.tar"
        self.target = self.folder / "export.tar"
        self.make_template()
        # How long each step takes when nobody interrupts it.
        self.seconds = collections.defaultdict(lambda: 0.2)

    def make_template(self):
        """Two cases, one of them with a capture that another one has too; and an archive of a case."""
        place = Place(self.place.binary, self.folder)
        place.store = self.template
        place.run(*place.submit(self.captures[0]))
        place.run(*place.submit(self.captures[1]))
        place.run("case", "respond", "1", "We look.", "--at", "2026-11-23T15:00:00Z")
        place.run("case", "hear", "1", "Any news?", "--at", "2026-11-23T15:30:00Z")
        place.run("case", "export", "2", "-o", self.archive)

    # What is done, and what may be left of it: each answers the words of the command and a judge of before and after.

    def submit(self):
        place, capture = self.place, self.dice.choice(self.captures)

        def judge(before, after):
            if len(after) - len(before) not in (0, 1):
                raise Broken("neither a case nor none")
            for one in after[: len(after) - len(before)]:
                whole = place.case(one["number"])
                if len(whole["captures"]) != 1 or whole["samples"][0]["call"] is None or whole["missing"]:
                    raise Broken("half a case")

        return place.submit(capture), judge

    def attach(self):
        place = self.place

        def judge(_, __):
            whole = place.case("1")
            kinds = [event["kind"] for event in whole["events"]]
            if (len(whole["captures"]), kinds.count("capture-attached")) not in ((1, 1), (2, 2)):
                raise Broken("half an attachment")

        return ["case", "attach", "1", "--capture", self.attached, "--at", "2026-11-23T16:00:00Z"], judge

    def step(self, *words):
        place = self.place
        earlier = len(place.case("1")["events"])

        def judge(_, __):
            if len(place.case("1")["events"]) - earlier not in (0, 1):
                raise Broken("half a step")

        return list(words), judge

    def respond(self):
        return self.step("case", "respond", "1", "Still looking. " * 200, "--at", "2026-11-23T16:00:00Z")

    def escalate(self):
        mail = self.folder / "escalation.eml"
        mail.unlink(missing_ok=True)
        return self.step(
            "case", "escalate", "1", "--at", "2026-11-25T16:00:00Z", "--email", mail, "--next-step", "Call back",
            "--contact-name", "A. Example", "--contact", "a@example.com")

    def import_case(self):
        def judge(before, after):
            if len(after) - len(before) not in (0, 1):
                raise Broken("neither a case nor none")

        return ["case", "import", self.archive, "--again"], judge

    def erase(self):
        place = self.place

        def judge(_, __):
            whole = place.case("1")
            if whole["erasedAt"] is None:
                if len(whole["captures"]) != 1 or not whole["samples"]:
                    raise Broken("half erased")
                return
            if whole["captures"] or whole["samples"] or whole["representative"]["name"]:
                raise Broken("half erased")
            # Whoever next opens the store to write does what is left to do; the other case keeps its words.
            place.run("case", "erase", "2", "--reason", "test", "--at", "2026-11-26T00:00:00Z")
            if place.traces():
                raise Broken(f"erased words are in {place.traces()}")

        return ["case", "erase", "1", "--reason", "test", "--at", "2026-11-25T00:00:00Z"], judge

    def export(self):
        self.target.unlink(missing_ok=True)

        def judge(_, __):
            if self.target.exists():
                self.place.run("store", "check", self.target, "--quiet")

        return ["case", "export", "2", "-o", self.target], judge

    STEPS = ["submit", "attach", "respond", "escalate", "import_case", "erase", "export"]

    def kill(self, name):
        """One try; true if the signal hit while the program was at work."""
        place = self.place
        place.copy_from(self.template)
        words, judge = getattr(self, name)()
        before = place.cases()
        sent = self.dice.choice(SIGNALS)
        delay = self.dice.uniform(0, self.seconds[name] * 1.05)
        started = time.monotonic()
        process = subprocess.Popen(
            place.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=delay)
        except subprocess.TimeoutExpired:
            process.send_signal(sent)
        status = process.wait()
        lasted = time.monotonic() - started
        if status == 0:
            # It ended before the signal, or went on to its end: that is how long it takes.
            self.seconds[name] = 0.7 * self.seconds[name] + 0.3 * lasted
        elif status not in (-sent, 130):
            raise Broken(f"{sent.name} after {delay:.3f} s ended it with {status}")
        after = place.cases()
        judge(before, after)
        place.check()
        # It goes on: the same step to its end, then a submission, and nothing of the interrupted one is left.
        words, _ = getattr(self, name)()
        if name not in ("submit", "import_case") and not (name == "erase" and place.case("1")["erasedAt"]):
            place.run(*words)
        place.run(*place.submit(CALL))
        place.nothing_held()
        place.check()
        return status != 0


def run(binary, wanted, seconds, sizes):
    """As many kills in flight as are wanted over all steps, for `seconds` at most, with captures of `sizes` MiB; true if
    nothing failed."""
    failures = []
    hits, tries = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory(prefix="earshot-kills-") as folder:
        kills = Kills(binary, folder, seed=20, sizes=sizes)
        end = time.monotonic() + seconds
        turn = 0
        while sum(hits.values()) < wanted and time.monotonic() < end:
            name = Kills.STEPS[turn % len(Kills.STEPS)]
            turn += 1
            tries[name] += 1
            try:
                hits[name] += kills.kill(name)
            except Broken as error:
                hits[name] += 1
                failures.append(f"{name}: {error}")
                print(f"    {name}: {error}", flush=True)
    words = ", ".join(f"{name.replace('_case', '')} {hits[name]} of {tries[name]}" for name in Kills.STEPS)
    print(f"kills         {sum(hits.values())} in flight of {sum(tries.values())} tries ({words}), "
          f"{len(failures)} failures", flush=True)
    return not failures and sum(hits.values()) > 0

"""Compares an answer of ``earshot analyze --format json`` with the truth about a call."""

from . import truth

AUDIO_CODES = ("media.one-way-audio", "media.no-audio")


class Score:
    """One call: the truth, the answer, and whether they agree."""

    def __init__(self, name, facts, report):
        self.name = name
        self.facts = facts
        self.half = facts["half"]
        self.source = facts["source"]
        self.family = facts["family"]
        self.wanted = facts["cause"] or truth.NO_FAULT
        self.claims = _claims(facts, report)
        self.given, self.side = _answer(self.claims)
        self.is_pending = False  # of a kind that the program has not learned to tell
        self.wrong_codes = _wrong_codes(facts, report)
        self.symptoms = {entry["symptom"]: entry["verdict"] for entry in report.get("symptoms", [])}

    @property
    def is_fault(self):
        """Whether somebody really could not hear, and a verdict is asked for."""
        return not self.is_pending and self.is_deaf

    @property
    def is_deaf(self):
        """Whether somebody really could not hear."""
        return self.wanted not in (truth.NO_FAULT, "on-hold", "not-visible-from-here")

    @property
    def is_false_alarm(self):
        """Whether a call in which nobody was deaf, or nobody could tell, is called one-way."""
        return not self.is_deaf and self.given not in (truth.NO_FAULT, "not-visible-from-here", "on-hold")

    @property
    def is_right(self):
        """Whether cause and side are right."""
        if not self.is_deaf:
            return not self.is_false_alarm
        named = self.given == self.wanted or self.given in self.facts["mayAlsoBe"]
        return named and (self.side == self.facts["cannotHear"] or "both" in (self.facts["cannotHear"], self.side))

    def symptom(self, symptom):
        """A pair of truth (``True``, ``False``, ``None``) and verdict."""
        return self.facts["symptoms"].get(symptom), self.symptoms.get(symptom, "cannot-tell")


def set_aside(scores):
    """Sets the calls aside whose cause is in the sound, where the program names none: it does not listen yet."""
    for cause in ("silent-payload",):
        own = [score for score in scores if score.wanted == cause]
        if not any(score.given == cause for score in own):
            for score in own:
                score.is_pending = True
                score.facts["symptoms"]["one-way-audio"] = None


def _claims(facts, report):
    """Findings about missing audio in the call in question, or in any where the call is not known."""
    ids = {
        call["id"] for call in report.get("calls", [])
        if facts.get("callID") is None or facts["callID"] in call.get("callIDs", [])}
    return [
        finding for finding in report.get("findings", [])
        if finding["code"] in AUDIO_CODES and (not ids or finding.get("call") in ids)]


def _wrong_codes(facts, report):
    """Findings that are missing, or there without cause."""
    said = {finding["code"] for finding in report.get("findings", [])}
    loud = {finding["code"] for finding in report.get("findings", []) if finding["severity"] != "note"}
    return (["no " + code for code in facts.get("must", []) if code not in said]
            + [code for code in facts.get("mustNot", []) if code in loud])


def _answer(claims):
    """The cause and the deaf side that the answer names; a note counts as no verdict."""
    verdicts = [claim for claim in claims if claim["severity"] != "note"]
    if not verdicts:
        notes = [claim for claim in claims if claim["severity"] == "note"]
        return (notes[0].get("cause") or truth.NO_FAULT if notes else truth.NO_FAULT), None
    first = verdicts[0]
    is_both = first["code"] == "media.no-audio" or len({claim.get("cannotHear") for claim in verdicts}) > 1
    return first.get("cause") or "unnamed", "both" if is_both else first.get("cannotHear")


class SymptomCount:
    """How often a symptom's verdict was right."""

    def __init__(self):
        self.true_positive = self.false_positive = self.false_negative = self.true_negative = 0
        self.cannot_tell_present = self.cannot_tell_absent = 0
        self.wrong = []

    def add(self, score, symptom):
        """Counts a call."""
        is_there, verdict = score.symptom(symptom)
        if is_there is None:
            return
        if verdict == "confirmed":
            if is_there:
                self.true_positive += 1
            else:
                self.false_positive += 1
                self.wrong.append(score.name + " (confirmed)")
        elif is_there:
            self.false_negative += 1
            self.cannot_tell_present += verdict == "cannot-tell"
            self.wrong.append("%s (%s)" % (score.name, verdict))
        else:
            self.true_negative += 1
            self.cannot_tell_absent += verdict == "cannot-tell"

    @property
    def is_judged(self):
        """False where the program has not learned to tell this symptom: it says so of every call that has it."""
        present = self.true_positive + self.false_negative
        return present == 0 or self.cannot_tell_present < present or self.false_positive > 0

    @property
    def precision(self):
        """Of those confirmed, how many are there; ``None`` for none confirmed."""
        confirmed = self.true_positive + self.false_positive
        return self.true_positive / confirmed if confirmed else None

    @property
    def recall(self):
        """Of those that are there, how many are confirmed; ``None`` for none there."""
        present = self.true_positive + self.false_negative
        return self.true_positive / present if present else None

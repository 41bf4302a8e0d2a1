"""What a sample of a submission is, and the files it is made into."""

from .text import json_text, table


class FormSample:
    """One folder under Samples/submissions/: what was sent in, and what `check` must answer."""

    def __init__(self, name, title, received_at, verdict, form, file="submission.json", problems=(), story="",
                 look=(), with_capture=None):
        self.name = name
        self.title = title
        self.file = file
        self.story = story
        self.verdict = verdict
        self._look = look
        self._received_at = received_at
        self._form = form
        self._problems = list(problems)
        self._with_capture = with_capture

    def files(self):
        """File names and their bytes."""
        form = self._form if isinstance(self._form, (str, bytes)) else json_text(self._form)
        expected = {"receivedAt": self._received_at, "verdict": self.verdict, "problems": self._problems}
        if self._with_capture:
            expected["withCapture"] = self._with_capture
        return {
            self.file: form if isinstance(form, bytes) else form.encode(),
            "expected.check.json": json_text(expected).encode(),
            "README.md": self._readme().encode(),
        }

    def _readme(self):
        lines = ["# " + self.title, "", self.story]
        if self._look:
            lines += [""] + ["- " + item for item in self._look]
        lines += ["", "## The answer", "", "Received at %s: **%s**." % (self._received_at, self.verdict)]
        if self._problems:
            lines += [""] + table(
                ["code", "severity", "field"],
                [["`%s`" % each["code"], each["severity"], each["field"] and "`%s`" % each["field"]]
                 for each in self._problems])
        lines += ["", "Try it: `earshot check --received-at %s %s`" % (self._received_at, self.file)]
        lines += [
            "", "## How it was made", "",
            "By `scripts/make-samples`. The numbers are ones that are kept for fiction; no person or company is"
            " meant.",
            "", "Licence: Apache-2.0; made by this project’s generator."]
        return "\n".join(lines) + "\n"


def blocking(code, field=None):
    """A problem that returns the submission."""
    return {"code": code, "severity": "blocking", "field": field}


def advice(code, field=None):
    """A problem worth knowing."""
    return {"code": code, "severity": "advice", "field": field}


def sample(calling, called, started_at, direction, **more):
    """One call sample in the submission's own field names."""
    return {"callingNumber": calling, "calledNumber": called, "startedAt": started_at, "direction": direction, **more}

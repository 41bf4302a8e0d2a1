"""All samples, and the folder they are written to or compared with."""

from . import calls_healthy, calls_impaired, calls_one_way, calls_refused, forms_accepted, forms_returned
from . import forms_exports, forms_mails, forms_sheets, forms_tickets
from .capturefile import unpacked
from .text import table

CALLS = calls_healthy.SAMPLES + calls_impaired.SAMPLES + calls_one_way.SAMPLES + calls_refused.SAMPLES
SUBMISSIONS = (forms_accepted.SAMPLES + forms_returned.SAMPLES + forms_exports.EXPORTS + forms_mails.MAILS
               + forms_sheets.SHEETS + forms_tickets.TICKETS)


def everything():
    """Paths below Samples/ and their bytes, and the list of all."""
    files = {"README.md": _readme().encode()}
    for kind, samples in (("calls", CALLS), ("submissions", SUBMISSIONS)):
        for sample in samples:
            for name, data in sample.files().items():
                files["%s/%s/%s" % (kind, sample.name, name)] = data
    return files


def _readme():
    lines = [
        "# Samples", "",
        "Small, complete examples with known answers: documentation that is tested. Each folder holds its input, what"
        " must come out (`expected.*`), and a README that tells the story.", "",
        "All of it is made by `scripts/make-samples` from seeds; `scripts/make-samples --check` fails if a file here"
        " is not what the generator makes. Change the generator, not the files.", "",
        "Addresses are those kept for documentation, numbers those kept for fiction, voices are computed. Licence:"
        " Apache-2.0; made by this project’s generator.", "", "## Calls", "",
    ]
    lines += table(
        ["sample", "what happened", "must be found"],
        [["[%s](calls/%s/)" % (each.name, each.name), each.title, each.wanted()] for each in CALLS])
    lines += [
        "", "`expected.truth.json` (`earshot.truth/1`) is what the generator knows:", "",
        "- `received` counts each sequence number once; `expected` = `received` + `lost` + `missingFromCapture`.",
        "- `duplicated` counts further copies of packets already received; `captureCopies` says how many of those the"
        " capture made.",
        "- `reordered` packets came after one with a higher sequence number of the same epoch.",
        "- `epochs` are the parts between restarts and holds.",
        "- `lost` happened before the capture point; `missingFromCapture` only in the capture.",
        "- `destination` is where the packets were addressed to, whether or not they arrived.",
        "- Times are those of the capture: `startedAt` the first INVITE, `answeredAt` the 200, `endedAt` the BYE, the"
        " CANCEL or the final error.",
        "- `findings` must be present (`cause` null: none is asked for); `forbiddenFindings` must not.",
        "", "## Submissions", "",
    ]
    lines += table(
        ["sample", "what was sent", "verdict"],
        [["[%s](submissions/%s/)" % (each.name, each.name), each.title, each.verdict] for each in SUBMISSIONS])
    lines += [
        "", "`expected.check.json` holds `receivedAt`, to be given as `--received-at`, the `verdict`, and all"
        " `problems` with code, severity and JSON Pointer; `field` null means the whole submission. `withCapture`"
        " names a capture to give as `--capture`, the call to be matched, and the problems to come then.",
    ]
    return "\n".join(lines) + "\n"


def differences(root):
    """What differs between the files under ``root`` and what would be made, one sentence each."""
    made = everything()
    found = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    for name in sorted(made.keys() | found.keys()):
        if name not in found:
            yield "%s is missing" % name
        elif name not in made:
            yield "%s is not made by the generator" % name
        elif unpacked(found[name].read_bytes()) != unpacked(made[name]):
            yield "%s differs" % name


def write(root):
    """Writes every file that differs; answers how many there are and how many were written."""
    made, written = everything(), 0
    for name, data in made.items():
        path = root / name
        if path.is_file() and unpacked(path.read_bytes()) == unpacked(data):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written += 1
    return len(made), written

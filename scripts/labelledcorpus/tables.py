"""The tables of a scoring run, as Markdown that also reads well in a terminal."""

from . import scoring, truth

SHORT = {
    "peer-never-sent": "never sent", "media-sent-to-private-address": "private", "media-sent-to-wrong-port": "port",
    "port-unreachable": "refused", "blocked-beyond-capture": "blocked", "lost-before-capture": "lost before",
    "silent-payload": "silent", "payload-not-negotiated": "not agreed", "encryption-mismatch": "encryption",
    "receiver-reports-nothing": "reports nothing", "media-sent-to-wrong-host": "host", "relay-does-not-forward": "relay", "handshake-incomplete": "handshake",
    "not-visible-from-here": "not visible", "on-hold": "hold",
    truth.NO_FAULT: "none", "unnamed": "unnamed",
}


def confusion(scores):
    """Truth in rows, answers in columns."""
    order = list(truth.CAUSES) + [truth.NO_FAULT]
    rows = [cause for cause in order if any(score.wanted == cause for score in scores)]
    columns = [cause for cause in order + ["unnamed"] if any(score.given == cause for score in scores)]
    body = []
    for cause in rows:
        own = [score for score in scores if score.wanted == cause]
        right = sum(score.is_right for score in own)
        share = "not yet" if own[0].is_pending else "%.1f %%" % (100 * right / len(own))
        cells = [sum(score.given == column for score in own) or "" for column in columns]
        body.append([cause, len(own)] + cells + [share])
    return table(["truth", "calls"] + [SHORT[column] for column in columns] + ["right"], body)


def symptoms(scores):
    """Precision and recall of every symptom."""
    body = []
    for symptom in truth.SYMPTOMS:
        count = count_of(scores, symptom)
        if not count.is_judged:
            body.append([symptom, count.false_negative, count.true_negative, 0, 0, count.false_negative, "not yet",
                         "not yet"])
            continue
        body.append([
            symptom, count.true_positive + count.false_negative, count.true_negative + count.false_positive,
            count.true_positive, count.false_positive, count.false_negative, _share(count.precision),
            _share(count.recall)])
    return table(["symptom", "there", "not there", "right", "false", "missed", "precision", "recall"], body)


def count_of(scores, symptom):
    """The counts of one symptom."""
    count = scoring.SymptomCount()
    for score in scores:
        count.add(score, symptom)
    return count


def summary(scores):
    """The figures the goal is stated in."""
    faults = [score for score in scores if score.is_fault]
    healthy = [score for score in scores if not score.is_deaf]
    alarms = sum(score.is_false_alarm for score in healthy)
    right = sum(score.is_right for score in faults)
    return "%d calls. One-way causes right: %d of %d%s. False one-way verdicts: %d of %d other calls." % (
        len(scores), right, len(faults), " (%.1f %%)" % (100 * right / len(faults)) if faults else "", alarms,
        len(healthy))


def mistakes(scores):
    """Every call that came out wrong, by name."""
    lines = []
    for score in scores:
        if not score.is_right and not score.is_pending:
            lines.append("- `%s`: %s%s, said %s%s" % (
                score.name, score.wanted, _deaf(score.facts["cannotHear"]), score.given, _deaf(score.side)))
        if score.wrong_codes:
            lines.append("- `%s`: said %s" % (score.name, ", ".join(score.wrong_codes)))
    for symptom in truth.SYMPTOMS:
        count = count_of(scores, symptom)
        if count.is_judged:
            lines += ["- `%s`: %s" % (name.split(" ")[0], symptom + ", said" + name[name.index(" "):].translate(
                {40: None, 41: None})) for name in count.wrong]
    return lines


def section(title, scores):
    """All of it for one half."""
    lines = ["### " + title, "", summary(scores), ""] + confusion(scores) + [""] + symptoms(scores) + [""]
    wrong = mistakes(scores)
    return lines + (["Wrong:", ""] + wrong if wrong else ["None is wrong."]) + [""]


def table(header, rows):
    """The lines of a Markdown table, padded."""
    cells = [[str(cell) for cell in row] for row in [header] + rows]
    widths = [max(len(row[index]) for row in cells) for index in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in cells]
    rule = "|" + "|".join("-" * (width + (2 if index == 0 else 1)) + ("" if index == 0 else ":") for index, width
                          in enumerate(widths)) + "|"
    return [lines[0], rule] + lines[1:]


def _share(value):
    return "–" if value is None else "%.3f" % value


def _deaf(side):
    return " (%s)" % side if side else ""

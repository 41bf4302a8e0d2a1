"""Rank correlation, and the tables that are quoted."""


def ranks(values):
    """The rank of each value; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for place in range(start, end + 1):
            found[order[place]] = (start + end) / 2
        start = end + 1
    return found


def pearson(first, second):
    """The linear correlation; ``None`` where one does not vary."""
    count = len(first)
    if count < 3:
        return None
    mean_first, mean_second = sum(first) / count, sum(second) / count
    products = sum((a - mean_first) * (b - mean_second) for a, b in zip(first, second))
    squares = sum((a - mean_first) ** 2 for a in first) * sum((b - mean_second) ** 2 for b in second)
    return products / squares ** 0.5 if squares else None


def spearman(rows):
    """The rank correlation of Earshot's MOS with PESQ's."""
    rows = [row for row in rows if row["mos"] is not None]
    return pearson(ranks([row["mos"] for row in rows]), ranks([row["pesq"] for row in rows]))


def _number(value, form="%.3f"):
    return "–" if value is None else form % value


def _line(title, rows):
    """One row of the first table. The last column ranks by what is missing, which Earshot measures for every codec."""
    judged = [row for row in rows if row["mos"] is not None]
    mos, scores = [row["mos"] for row in judged], [row["pesq"] for row in judged]
    error = (sum((a - b) ** 2 for a, b in zip(mos, scores)) / len(judged)) ** 0.5 if judged else None
    played = pearson(ranks([-row["missing"] for row in rows]), ranks([row["pesq"] for row in rows]))
    return "| %s | %d | %d | %s | %s | %s | %s |" % (
        title, len(rows), len(judged), _number(spearman(judged) if len(judged) > 3 else None),
        _number(pearson(mos, scores) if len(judged) > 3 else None), _number(error, "%.2f"), _number(played))


def tables(rows):
    """Markdown: overall, by codec, by loss pattern; and the means that are compared."""
    lines = []
    for is_wideband, title in ((False, "Narrowband (PESQ P.862.1)"), (True, "Wideband (PESQ P.862.2)")):
        own = [row for row in rows if row["isWideband"] == is_wideband]
        if not own:
            continue
        lines += [
            "### " + title, "", "| | recordings | rated | Spearman | Pearson | RMS difference | Spearman of what is missing |",
            "|---|--:|--:|--:|--:|--:|--:|",
            _line("all", own)]
        for key in ("codec", "pattern"):
            for name in dict.fromkeys(row[key] for row in own):
                lines.append(_line(name if key == "codec" else "pattern: " + name, [r for r in own if r[key] == name]))
        own = [row for row in own if row["pattern"] != "jitter"]
        shares = sorted({row["share"] for row in own})
        lines += ["", "Earshot / PESQ, means by loss, random and bursty taken together:", "",
                  "| codec | " + " | ".join("%d %%" % share for share in shares) + " |", "|---|" + "--:|" * len(shares)]
        for codec in dict.fromkeys(row["codec"] for row in own):
            cells = []
            for share in shares:
                cell = [row for row in own if row["codec"] == codec and row["share"] == share]
                judged = [row["mos"] for row in cell if row["mos"] is not None]
                cells.append("%s / %.1f" % (
                    "%.1f" % (sum(judged) / len(judged)) if judged else "–",
                    sum(row["pesq"] for row in cell) / len(cell)) if cell else "")
            lines.append("| %s | %s |" % (codec, " | ".join(cells)))
        lines.append("")
    return "\n".join(lines) + "\n"

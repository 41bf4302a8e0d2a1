"""The page of limits, made from the declarations themselves: every type whose name ends in Limits, with what its comments say."""

import re

HEAD = """# Limits

Everything that somebody else's file or request can make grow has a limit with a name. This page is made from their declarations
by `scripts/docs --write-limits`, and `scripts/docs` refuses it when it is stale. A limit that a capture met is counted in the report
under its name (`limitsMet`); what was counted before it stays exact.

"""
TYPE = re.compile(r"^(\s*)(?:public |package |private |fileprivate )?(?:enum|struct|extension) (\w*Limits)\b.*\{")
MEMBER = re.compile(r"^\s*(?:public |package |private )?(?:static )?(?:let|var) (\w+)(?:: [\w.<>\[\]?]+)? = (.+?)$")


def value(text):
    """A figure as people write it."""
    text = text.strip().rstrip(",")
    match = re.fullmatch(r"(\d[\d_]*) << (\d+)", text)
    if match:
        number, shift = int(match.group(1).replace("_", "")), int(match.group(2))
        for power, unit in ((40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")):
            if shift >= power:
                return f"{number << (shift - power):,} {unit}"
        return f"{number << shift:,}"
    if re.fullmatch(r"[\d_]+", text):
        return f"{int(text.replace('_', '')):,}"
    match = re.fullmatch(r"(?:TimeAmount)?\.(seconds|minutes|hours|milliseconds)\((\d+)\)", text)
    if match:
        return f"{match.group(2)} {match.group(1)}"
    return f"`{text}`"


def page(root):
    """The text of the page."""
    rooms = {}
    for path in sorted((root / "Sources").rglob("*.swift")):
        comment, inside, indent = [], None, ""
        for line in path.read_text(encoding="utf-8").splitlines():
            match = TYPE.match(line)
            if match:
                inside, indent, comment = match.group(2), match.group(1), []
                continue
            if inside is None:
                continue
            if line == indent + "}":
                inside = None
                continue
            stripped = line.strip()
            if stripped.startswith("///"):
                comment.append(stripped[3:].strip())
                continue
            match = MEMBER.match(line)
            if match and comment and not match.group(2).rstrip().endswith("{"):
                words = re.sub(r"``/?([^`]+)``", r"`\1`", " ".join(comment)).replace("|", "\\|")
                rooms.setdefault(path.relative_to(root).parts[1], []).append((match.group(1), value(match.group(2)), words))
            comment = []
    out = [HEAD.rstrip("\n")]
    for room in sorted(rooms):
        out += ["", f"## {room}", "", "| limit | | what is bounded |", "|---|---|---|"]
        out += [f"| `{name}` | {figure} | {words} |" for name, figure, words in rooms[room]]
    return "\n".join(out) + "\n"

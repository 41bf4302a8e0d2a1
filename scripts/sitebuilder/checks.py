"""What can be wrong with a document: a link that leads nowhere, a command that does not exist, a file that is not there."""

import json
import re
import shlex
import subprocess
import unicodedata

FENCE = re.compile(r"^(```|~~~)")
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]]*\]\(([^)\s]+)\)")


def anchor(heading):
    """The anchor of a heading, as the forges make it."""
    text = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", lambda match: match.group(1) or "", heading).strip().lower()
    kept = (c for c in text if c in "- _" or unicodedata.category(c)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def prose(text):
    """The lines outside fences, with their numbers; and the code of fences and indented blocks."""
    lines, code, fenced = [], [], None
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line.strip())
        if match and (fenced is None or match.group(1) == fenced):
            fenced = match.group(1) if fenced is None else None
            continue
        if fenced:
            code.append((number, line))
        elif line.startswith("    "):
            code.append((number, line.strip()))
        else:
            lines.append((number, line))
    return lines, code


def anchors(text):
    """All anchors of a document; a heading that comes twice gets a number."""
    found, counts = set(), {}
    for _, line in prose(text)[0]:
        match = re.match(r"#{1,6}\s+(.*?)\s*#*$", line)
        if match:
            name = anchor(match.group(1))
            count = counts.get(name, 0)
            counts[name] = count + 1
            found.add(f"{name}-{count}" if count else name)
        found.update(re.findall(r'<a (?:id|name)="([^"]+)"', line))
    return found


def links(root, path, text):
    """Relative links that lead nowhere, as (line, words)."""
    for number, line in prose(text)[0]:
        for match in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            target = match.group(1) or match.group(2)
            if re.match(r"[a-z]+:", target):
                continue
            file, _, name = target.partition("#")
            place = (path.parent / file).resolve() if file else path
            if not place.exists() or root not in [place, *place.parents]:
                yield number, f"the link {target} leads nowhere"
            elif name and place.suffix == ".md" and name not in anchors(place.read_text(encoding="utf-8")):
                yield number, f"the link {target} names a heading that is not there"


def files(root, text):
    """Scripts, documents and samples named in code marks that do not exist."""
    for number, line in prose(text)[0]:
        for name in re.findall(r"`((?:scripts|docs|Samples|Sources|Tests)/[\w./+-]+)`", line):
            if not (root / name.rstrip("/.")).exists():
                yield number, f"{name} does not exist"


class Commands:
    """The commands of the program and their options."""

    def __init__(self, program):
        dump = subprocess.run([program, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout
        self.root = json.loads(dump)["command"]

    def fault(self, words):
        """What is wrong with `earshot …`; `None` if its commands and options exist."""
        command, options = self.root, {"--help", "-h", "--version", "--generate-completion-script"}
        index = 0
        while index < len(words):
            names = {sub["commandName"]: sub for sub in command.get("subcommands", [])}
            choice = words[index].split("|")[0]
            if choice not in names:
                break
            for other in words[index].split("|"):
                if other not in names and other != "…":
                    return f"there is no command {other}"
            command = names[choice]
            index += 1
        if command is self.root and index < len(words) and not words[index].startswith("-") and words[index] not in "…":
            return f"there is no command {words[index]}"
        for argument in command.get("arguments", []):
            for name in argument.get("names", []):
                options.add(("--" if name["kind"] == "long" else "-") + name["name"])
        for word in words[index:]:
            option = re.match(r"\[?(--?[A-Za-z][\w-]*)", word)
            if option and option.group(1) not in options:
                return f"earshot {command['commandName']} has no option {option.group(1)}"
        return None

    def faults(self, text):
        """Commands in a document that do not exist, as (line, words)."""
        lines, code = prose(text)
        found = [(number, match) for number, line in lines for match in re.findall(r"`(earshot [^`]+)`", line)]
        found += [(number, line.strip().removeprefix("$ ")) for number, line in code]
        for number, line in found:
            line = line.replace("\\|", "|").split("   ")[0].split(" #")[0].split(" | ")[0].split(" && ")[0].rstrip("\\")
            if not re.match(r"earshot [a-z-]", line) or re.match(r"earshot \d", line):
                continue
            try:
                words = shlex.split(line.split(" > ")[0])
            except ValueError:
                words = line.split()
            # A sentence in a drawing of output is no command.
            if words[1].endswith((":", ".", ",")):
                continue
            fault = self.fault(words[1:])
            if fault:
                yield number, f"`{line}`: {fault}"

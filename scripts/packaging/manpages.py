"""Manual pages made from what the program says of its own commands."""

import json
import re
import subprocess


def escaped(text):
    """Text that roff prints as it is."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in lines)


def synopsis(argument):
    """How an argument is written, for the line of usage."""
    if argument["kind"] == "positional":
        text = f"<{argument.get('valueName', 'value')}>"
    else:
        name = argument.get("preferredName") or argument["names"][0]
        text = ("--" if name["kind"] == "long" else "-") + name["name"]
        if argument["kind"] == "option":
            text += f" <{argument.get('valueName', 'value')}>"
    if argument.get("isRepeating"):
        text += " ..."
    return f"[{text}]" if argument.get("isOptional") else text


def names(argument):
    """All ways of writing it."""
    if argument["kind"] == "positional":
        return f"<{argument.get('valueName', 'value')}>"
    value = f" <{argument.get('valueName', 'value')}>" if argument["kind"] == "option" else ""
    dashes = {"long": "--", "short": "-", "longWithSingleDash": "-"}
    return ", ".join(dashes[name["kind"]] + name["name"] for name in argument["names"]) + value


def discussion(text):
    """Sections of the help text: lines in capitals are headings, indented blocks stay as they are."""
    out = []
    verbatim = False
    for line in text.splitlines():
        heading = bool(re.fullmatch(r"[A-Z][A-Z ]+", line))
        indented = line.startswith("  ")
        if verbatim and not indented and line.strip():
            out.append(".fi")
            verbatim = False
        if heading:
            out.append(f".SH {line}")
        elif indented:
            if not verbatim:
                out.append(".nf")
                verbatim = True
            out.append(escaped(line))
        elif not line.strip():
            out.append("" if verbatim else ".PP")
        else:
            out.append(escaped(line))
    if verbatim:
        out.append(".fi")
    return out


def page(command, path, version, date, siblings):
    """One page in man(7)."""
    name = "-".join(path)
    shown = [argument for argument in command.get("arguments", []) if argument.get("shouldDisplay", True)]
    out = [f'.TH "{name.upper()}" 1 "{date}" "earshot {version}" "Earshot"', ".SH NAME",
           f"{escaped(name)} \\- {escaped(command.get('abstract', '').strip().rstrip('.'))}", ".SH SYNOPSIS",
           f".B {escaped(' '.join(path))}"]
    subcommands = [sub for sub in command.get("subcommands", [])
                   if sub.get("shouldDisplay", True) and sub["commandName"] != "help"]
    if subcommands:
        out.append("<command>")
    out.append(escaped(" ".join(synopsis(argument) for argument in shown)))
    if shown:
        out.append(".SH OPTIONS")
        for argument in shown:
            out += [".TP", f".B {escaped(names(argument))}"]
            words = argument.get("abstract", "")
            if argument.get("discussion"):
                words += " " + argument["discussion"]
            if argument.get("allValues"):
                words += f" One of: {', '.join(argument['allValues'])}."
            if argument.get("defaultValue") and "default" not in words:
                words += f" Default: {argument['defaultValue']}."
            out.append(escaped(words.strip() or "See the examples."))
    if subcommands:
        out.append(".SH COMMANDS")
        for sub in subcommands:
            out += [".TP", f".B {escaped(sub['commandName'])}", escaped(sub.get("abstract", "")),
                    f"See \\fB{escaped(name + '-' + sub['commandName'])}\\fR(1)."]
    if command.get("discussion"):
        body = discussion(command["discussion"])
        if body and not body[0].startswith(".SH"):
            out.append(".SH DESCRIPTION")
        out += body
    if siblings:
        out += [".SH SEE ALSO", ", ".join(f"\\fB{escaped(other)}\\fR(1)" for other in siblings)]
    return "\n".join(out) + "\n"


def pages(program, version, date):
    """File names and texts of all pages."""
    dump = subprocess.run([program, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout
    made = {}

    def walk(command, path, parent):
        if not command.get("shouldDisplay", True) or command["commandName"] == "help":
            return
        subs = [sub for sub in command.get("subcommands", [])
                if sub.get("shouldDisplay", True) and sub["commandName"] != "help"]
        name = "-".join(path)
        made[f"{name}.1"] = page(command, path, version, date, [parent] if parent else [])
        for sub in subs:
            walk(sub, [*path, sub["commandName"]], name)

    walk(json.loads(dump)["command"], ["earshot"], None)
    return made

"""Plain text forms: JSON as it is committed, Markdown tables."""

import json


def json_text(value):
    """JSON with two spaces, keys in their given order, a line end at the end."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def table(header, rows):
    """The lines of a Markdown table."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    return lines + ["| " + " | ".join("–" if cell is None else str(cell) for cell in row) + " |" for row in rows]

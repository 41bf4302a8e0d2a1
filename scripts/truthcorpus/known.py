"""Situations in which Earshot is known not to be exact, each with the reason; nothing else may differ."""

KNOWN = {
    "only one side's packets captured": "said of three calls and more, not of one",
}

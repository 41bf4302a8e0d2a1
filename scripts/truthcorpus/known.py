"""Situations in which Earshot is known not to be exact, each with the reason; nothing else may differ."""

KNOWN = {
    "no codec in common": "no note on the codecs that the two sides offer and refuse",
    "only one side's packets captured": "said of three calls and more, not of one",
}

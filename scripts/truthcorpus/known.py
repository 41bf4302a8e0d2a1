"""Situations in which Earshot is known not to be exact, each with the reason; nothing else may differ."""

KNOWN = {
}

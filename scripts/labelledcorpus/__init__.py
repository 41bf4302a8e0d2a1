"""A corpus of labelled calls, made from seeds and never stored: what was done to each call is known, so a verdict on it
can be counted as right or wrong.

``build`` puts a call together, ``healthy``, ``oneway`` and ``impaired`` are its families, ``truth`` says what a right
answer is, ``scoring`` compares answers with it, ``report`` prints the tables.
"""

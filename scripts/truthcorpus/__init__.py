"""Situations whose truth is known because they are made here: what is in each capture, exactly, and what must be said of it.

``tape`` writes captures, ``call`` makes signaling and media, ``situation`` holds what is expected, the ``cases_…`` modules
are the situations themselves, ``judge`` compares answers, ``carriers`` wraps packets in everything that carries them.
"""

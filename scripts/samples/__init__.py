"""The generator of the files under Samples/: pure Python 3, standard library only, no clock, no network.

Everything is integers and seeds, so that two runs on two machines make the same bytes.
"""

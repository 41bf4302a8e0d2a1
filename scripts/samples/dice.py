"""Seeded chance that gives the same numbers on every platform and Python version."""

import random


class Dice:
    """Chance from a name; only ``Random.random()`` is used, whose sequence Python promises to keep."""

    def __init__(self, name):
        self._name = name
        self._random = random.Random("earshot-samples:" + name)

    def child(self, name):
        """An independent source, so that one part of a sample can change without moving the others."""
        return Dice(self._name + "/" + name)

    def below(self, limit):
        """A whole number from 0 up to, but not including, ``limit``."""
        return int(self._random.random() * limit)

    def between(self, low, high):
        """A whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, per_mille):
        """True ``per_mille`` times out of a thousand."""
        return self.below(1000) < per_mille

    def bits(self, count):
        """A number of ``count`` random bits, at most 48."""
        return self.below(1 << count)

    def hex(self, digits):
        """So many hexadecimal digits."""
        return "".join("0123456789abcdef"[self.below(16)] for _ in range(digits))

    def pick(self, items, count):
        """``count`` different items in their original order."""
        left = list(range(len(items)))
        chosen = [left.pop(self.below(len(left))) for _ in range(count)]
        return [items[index] for index in sorted(chosen)]

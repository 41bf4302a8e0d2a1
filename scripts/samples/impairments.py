"""What a network does to a stream between its sender and the capture point.

Each function takes the packets of one sender after their undisturbed passage was computed. The first and the
last few packets are left alone, so that what was sent is also what a receiver can know was sent.
"""

EDGE = 8


def _middle(packets):
    return packets[EDGE:-EDGE]


def lose_at_random(packets, dice, per_mille):
    """Each packet is lost on its own."""
    for packet in _middle(packets):
        if dice.chance(per_mille):
            packet.tap_at = None


def lose_in_bursts(packets, dice, good_to_bad, bad_to_good, bad_loss):
    """Gilbert-Elliott: a good state without loss, a bad state that loses ``bad_loss`` of 1000 packets."""
    bad = False
    for packet in _middle(packets):
        bad = not dice.chance(bad_to_good) if bad else dice.chance(good_to_bad)
        if bad and dice.chance(bad_loss):
            packet.tap_at = None


def stall(packets, dice, shortest, longest, pause):
    """A queue that stops for a while, then lets everything out at once: delay grows, order stays."""
    begins = packets[EDGE].tap_at
    while True:
        ends = begins + dice.between(shortest, longest)
        held = [packet for packet in _middle(packets) if begins <= packet.tap_at < ends]
        if not held or ends > packets[-EDGE].tap_at:
            return
        for number, packet in enumerate(held):
            packet.tap_at = ends + number * 420 + dice.below(180)
        begins = max(ends, held[-1].tap_at) + 1 + dice.below(pause)


def swap_neighbours(packets, dice, count):
    """``count`` packets arrive after their successor."""
    places = range(EDGE, len(packets) - EDGE, 4)
    for index in dice.pick(places, count):
        first, second = packets[index], packets[index + 1]
        first.tap_at, second.tap_at = second.tap_at, first.tap_at


def send_twice(packets, dice, per_mille):
    """The sender sends some packets a second time a little later."""
    for packet in _middle(packets):
        if dice.chance(per_mille):
            packet.copies.append(packet.tap_at + dice.between(3_000, 9_000))

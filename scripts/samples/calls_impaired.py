"""Calls that a network, or the capture itself, has done something to."""

from .calls_healthy import NO_MEDIA_FAULT
from .cast import Stage, carrier, office
from .catalog import CallSample
from .impairments import lose_at_random, lose_in_bursts, send_twice, stall, swap_neighbours
from .instant import MILLISECOND

HEARD_BOTH_WAYS = ["media.no-audio", "media.one-way-audio", "signaling.call-failed"]


def random_loss(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460134"), carrier("+12125550119"))
    stage.talk(call, 12, {"called": lambda packets, chance: lose_at_random(packets, chance, 35)})
    return stage


def burst_loss(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460135"), carrier("+12125550120"))
    stage.talk(call, 12, {"called": lambda packets, chance: lose_in_bursts(packets, chance, 14, 200, 850)})
    return stage


def jitter(dice, at):
    def shake(packets, chance):
        stall(packets, chance, 150 * MILLISECOND, 320 * MILLISECOND, 60 * MILLISECOND)
        swap_neighbours(packets, chance, 6)

    stage = Stage(dice, at, vlan=110)
    call = stage.call(office("+442079460136"), carrier("+12125550121"))
    stage.talk(call, 12, {"called": shake})
    return stage


def sent_twice(dice, at):
    stage = Stage(dice, at)
    call = stage.call(office("+442079460137"), carrier("+12125550122"))
    stage.talk(call, 11, {"calling": lambda packets, chance: send_twice(packets, chance, 60)})
    return stage


def captured_twice(dice, at):
    stage = Stage(dice, at)
    stage.wire.copy_after = (5, 30)
    stage.talk(stage.call(office("+442079460138"), carrier("+12125550123")), 10)
    return stage


def capture_dropped(dice, at):
    stage = Stage(dice, at)
    for start, length in ((5_000, 260), (7_900, 180), (10_600, 340)):
        begin = at + start * MILLISECOND
        stage.wire.blind.append((begin, begin + length * MILLISECOND))
    stage.talk(stage.call(office("+442079460139"), carrier("+12125550124")), 12)
    return stage


SAMPLES = [
    CallSample(
        "random-loss", "Single packets lost", "2026-11-23T14:48:10.270Z", random_loss,
        findings=[{"code": "media.packet-loss", "cause": None}],
        forbidden=HEARD_BOTH_WAYS + ["media.jitter", "capture.drops", "capture.duplicates"],
        story="On the way from the called party, before the capture point, each packet is lost with a probability of"
              " 3.5 per cent, independently of the others. The other direction is untouched.",
        look=["The receiver’s RTCP reports count the same losses, so they happened on the network, not in the"
              " capture.",
              "The IPv4 identification of the sender counts on through the gaps: it did send them."]),
    CallSample(
        "burst-loss", "Packets lost in bursts", "2026-11-23T14:52:33.615Z", burst_loss,
        findings=[{"code": "media.packet-loss", "cause": None}],
        forbidden=HEARD_BOTH_WAYS + ["media.jitter", "capture.drops", "capture.duplicates"],
        story="The same direction as in `random-loss`, but the losses come in bursts (a Gilbert-Elliott model: a good"
              " state that loses nothing, a bad one of about five packets that loses 85 per cent).",
        look=["Bursts of two packets and more cannot be concealed well: this sounds worse than the same share of"
              " single losses."]),
    CallSample(
        "jitter", "A queue that stops and starts", "2026-11-23T14:55:02.930Z", jitter,
        findings=[{"code": "media.jitter", "cause": None}],
        forbidden=HEARD_BOTH_WAYS + ["media.packet-loss", "capture.drops", "capture.duplicates"],
        story="On the way from the called party a queue stops for 150 to 320 ms again and again, then sends all it"
              " held at once. Six packets arrive after their successor. Nothing is lost. All frames carry an IEEE"
              " 802.1Q tag: VLAN 110, priority 5 for media.",
        look=["Packets stop together and come out half a millisecond apart.",
              "Nothing is lost on the network, yet a short playout buffer throws many packets away as too late.",
              "A packet that comes after its successor is reordered, not lost."]),
    CallSample(
        "sent-twice", "Some packets sent twice by the sender", "2026-11-23T14:58:21.075Z", sent_twice,
        forbidden=NO_MEDIA_FAULT + ["capture.duplicates", "capture.drops"],
        story="The calling side sends about six per cent of its packets a second time, 3 to 9 ms later, against loss.",
        look=["The copies have an IPv4 identification of their own: the sender sent them, the capture did not make"
              " them.",
              "No loss, and the copies must not be subtracted from it: the plain RFC 3550 figure, as in the RTCP"
              " reports here, is negative."]),
    CallSample(
        "captured-twice", "Every packet captured twice", "2026-11-23T15:14:05.360Z", captured_twice,
        "capture.pcap.gz", findings=[{"code": "capture.duplicates", "cause": None}],
        forbidden=NO_MEDIA_FAULT + ["capture.drops"],
        story="The capture was made on a mirror port that copied traffic both as it came in and as it went out. Each"
              " packet is there twice, 5 to 30 µs apart, the same to the last bit.",
        look=["The same IPv4 identification in both copies.",
              "Counting copies as received gives a loss of minus 100 per cent. The call itself was perfect.",
              "The second copy of a SIP message is no retransmission."]),
    CallSample(
        "capture-dropped", "Packets missing from the capture only", "2026-11-23T15:18:30.815Z", capture_dropped,
        findings=[{"code": "capture.drops", "cause": None}],
        forbidden=HEARD_BOTH_WAYS + ["media.packet-loss", "media.jitter", "capture.duplicates"],
        story="The capturing machine was too slow three times, for 0.18 to 0.34 seconds, and missed every packet then."
              " The call itself was perfect. The file has no drop counters.",
        look=["Both streams have their gaps at the same instants.",
              "Both receivers report no loss in RTCP: the packets arrived.",
              "The missing packets are counted as `missingFromCapture`, not as lost."]),
]

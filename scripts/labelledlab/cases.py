"""What is done to a call in the lab, and what a right verdict is at either end. All of it is drawn from the seed."""

import random

from labelledcorpus import truth

from .agents import Baresip, Linphone, Pjsua

CODECS = ("PCMU", "PCMA", "PCMU", "G722", "opus", "PCMA", "GSM", "G726-32")
SHARED = ("PCMU", "PCMA", "opus", "GSM", "G722")  # of both kinds of agent


class Case:
    """One call."""

    def __init__(self, seed, family):
        self.seed = seed
        self.family = family.__name__
        self.name = "%04d-%s" % (seed, self.family.replace("_", "-"))
        self.chance = random.Random("earshot lab %d" % seed)
        self.codec = self.chance.choice(CODECS)
        self.agents = {"a": Baresip, "b": Baresip}
        self.says = {"a": "a", "b": "b"}
        self.encrypts = None
        self.only_encrypts = None
        self.answers = "auto"
        self.dtx = False
        self.listens = None
        self.packet_time = 20
        self.seconds = self.chance.uniform(19, 22)
        self.hangs_up = self.chance.choice("ab")
        self.warm_up = 1.2
        self.course = []
        base = self.chance.uniform(2, 30)
        self.wire = {"seed": seed, "a2b": {"delay": base}, "b2a": {"delay": base}}
        self.truths = {"a": truth.Label(), "b": truth.Label()}
        family(self)

    def impair(self, direction, **what):
        """Adds to what the wire does in a direction."""
        self.wire[direction].update(what)

    def draw_direction(self):
        """One of the two directions: its name, its sender's side and its receiver's."""
        return self.chance.choice((("a2b", "a", "b"), ("b2a", "b", "a")))

    def needs_sound(self):
        """G.711, so that the sound can be judged."""
        self.codec = self.chance.choice(("PCMU", "PCMA"))


def party(side):
    """The side as Earshot names it: a calls, b is called."""
    return {"a": "calling", "b": "called"}[side]


# Healthy


def clean(case):
    pass


def clean_slow_packets(case):
    case.codec = case.chance.choice(("PCMU", "PCMA"))
    case.packet_time = case.chance.choice((10, 30, 40))


def second_agent_calls(case):
    case.agents["a"] = Linphone
    case.codec = case.chance.choice(SHARED)


def second_agent_answers(case):
    case.agents["b"] = Linphone
    case.codec = case.chance.choice(SHARED)


def second_agent_both(case):
    case.agents = {"a": Linphone, "b": Linphone}
    case.codec = case.chance.choice(SHARED)


def little_loss(case):
    for direction in ("a2b", "b2a"):
        case.impair(direction, loss=0.002, jitter=case.chance.uniform(1, 12))


def encrypted(case):
    case.encrypts = case.chance.choice(("srtp", "srtp-mand"))
    if case.chance.random() < 0.3:
        case.agents["b"] = Linphone
        case.encrypts = "srtp-mand"
        case.codec = case.chance.choice(SHARED)


def hold(case):
    side = case.chance.choice("ab")
    case.course = [(5, side, "hold"), (5 + case.chance.uniform(3, 6), side, "resume")]


def hold_by_second_agent(case):
    side = case.chance.choice("ab")
    case.agents[side] = Linphone
    case.codec = case.chance.choice(SHARED)
    case.course = [(5, side, "hold"), (5 + case.chance.uniform(3, 6), side, "resume")]


def hold_to_the_end(case):
    case.course = [(5, case.chance.choice("ab"), "hold")]


def mute_in_mid_call(case):
    case.needs_sound()
    case.course = [(case.chance.uniform(5, 8), case.chance.choice("ab"), "mute")]


def voicemail(case):
    """The called side speaks for some seconds, then records in silence."""
    case.needs_sound()
    case.course = [(case.chance.uniform(5, 7), "b", "mute")]


def early_media(case):
    case.answers = "early"
    case.seconds += 5
    case.course = [(case.chance.uniform(3, 6), "b", "answer")]


def one_sided_talk(case):
    case.says[case.chance.choice("ab")] = "room"


def silence_in_opus(case):
    """One side is silent in a codec that is not decoded: it may be heard as silence or not at all."""
    case.codec = "opus"
    case.dtx = True
    case.says[case.chance.choice("ab")] = "silence"
    for label in case.truths.values():
        label.either("one-way-audio")


def digits(case):
    """Keys pressed during the call."""
    side = case.chance.choice("ab")
    case.agents[side] = Linphone
    case.codec = case.chance.choice(("PCMU", "PCMA"))
    case.course = [(case.chance.uniform(4, 6), side, "key", "507#"), (case.chance.uniform(9, 12), side, "key", "12")]


def refused_for_encryption(case):
    """One side insists on SRTP, the other has none: the call is refused, and nobody is deaf in it."""
    case.encrypts = "srtp-mand"
    case.only_encrypts = case.chance.choice("ab")
    case.seconds = 6
    for label in case.truths.values():
        label.either("delayed-speech")


# Loss, jitter, delay


def loss(case):
    direction, _, _ = case.draw_direction()
    case.impair(direction, loss=case.chance.uniform(0.05, 0.15))


def loss_both_ways(case):
    for direction in ("a2b", "b2a"):
        case.impair(direction, loss=case.chance.uniform(0.05, 0.12))


def bursts(case):
    direction, _, _ = case.draw_direction()
    case.impair(direction, bursts=[0.025, case.chance.uniform(0.15, 0.3), 0.9])


def second_agent_bursts(case):
    case.agents[case.chance.choice("ab")] = Linphone
    case.codec = case.chance.choice(SHARED)
    bursts(case)


def stalls(case):
    direction, _, _ = case.draw_direction()
    case.impair(direction, stall=[case.chance.uniform(600, 1200), case.chance.uniform(350, 550)])


def outages(case):
    direction, _, _ = case.draw_direction()
    begin = case.chance.uniform(3, 5)
    case.impair(direction, outages=[[begin, begin + 0.8], [begin + 4, begin + 5]])


def jitter_within_buffers(case):
    direction, _, _ = case.draw_direction()
    case.impair(direction, jitter=case.chance.uniform(8, 30))


def delay(case):
    one_way = case.chance.uniform(160, 350)
    for direction in ("a2b", "b2a"):
        case.impair(direction, delay=one_way)


def delay_one_direction(case):
    """Slow one way only: the round trip shows half."""
    direction, _, _ = case.draw_direction()
    case.impair(direction, delay=case.chance.uniform(450, 600))


def delay_and_loss(case):
    delay(case)
    bursts(case)


def echo(case):
    """The called side returns what it hears (a loop instead of a microphone), over a path of some length."""
    case.needs_sound()
    for direction in ("a2b", "b2a"):
        case.impair(direction, delay=case.chance.uniform(70, 90))
    case.says["b"] = "loop"
    for label in case.truths.values():
        label.has("echo")


def hiss(case):
    case.needs_sound()
    case.says["b"] = "hiss"
    for label in case.truths.values():
        label.has("static-noise")


# Somebody hears nothing


def _unheard(case, sender, at_sender, at_receiver):
    listener = party("b" if sender == "a" else "a")
    receiver = "b" if sender == "a" else "a"
    case.truths[sender].one_way(at_sender[0], listener, *at_sender[1:])
    case.truths[receiver].one_way(at_receiver[0], listener, *at_receiver[1:])
    for label in case.truths.values():
        label.either("break-up", "delayed-speech")


def blocked(case):
    """RTP is dropped, RTCP passes: the sender's reports count packets that never come."""
    direction, sender, _ = case.draw_direction()
    case.impair(direction, block=["rtp"])
    _unheard(case, sender, ("receiver-reports-nothing", "blocked-beyond-capture"), ("lost-before-capture",))


def blocked_with_reports(case):
    """A packet filter drops RTP and RTCP."""
    direction, sender, _ = case.draw_direction()
    case.impair(direction, block=["rtp", "rtcp"])
    _unheard(case, sender, ("receiver-reports-nothing", "blocked-beyond-capture"), ("peer-never-sent",))


def blocked_in_mid_call(case):
    direction, sender, _ = case.draw_direction()
    case.seconds = 26
    case.impair(direction, block=["rtp"], block_from=case.chance.uniform(5, 8))
    _unheard(case, sender, ("blocked-beyond-capture", "receiver-reports-nothing"), ("lost-before-capture",))


def blocked_both_ways(case):
    for direction in ("a2b", "b2a"):
        case.impair(direction, block=["rtp"])
    for label in case.truths.values():
        label.no_audio("lost-before-capture", "receiver-reports-nothing", "blocked-beyond-capture")
        label.either("break-up", "delayed-speech")


def second_agent_blocked(case):
    case.agents[case.chance.choice("ab")] = Linphone
    case.codec = case.chance.choice(SHARED)
    blocked(case)


def private_address(case):
    """A meddling router puts a private address into the answer: the caller sends into the void."""
    case.impair("b2a", description={"address": ["203.0.113.22", "10.20.130.40"]})
    _unheard(case, "a", ("media-sent-to-private-address",), ("media-sent-to-private-address",))


def second_agent_private_address(case):
    """As before, with Linphone sending: it does as told, too, though it hears where audio comes from."""
    case.agents["a"] = Linphone
    case.codec = case.chance.choice(SHARED)
    private_address(case)


def wrong_port(case):
    """A meddling router changes the port of the answer; something else listens there."""
    shift = 2000
    case.impair("b2a", description={"port_shift": shift})
    case.listens = shift
    _unheard(case, "a", ("receiver-reports-nothing",), ("media-sent-to-wrong-port",))


def closed_port(case):
    """A meddling router changes the port of the answer; nothing listens there, and the host says so."""
    case.impair("b2a", description={"port_shift": 2000})
    _unheard(case, "a", ("port-unreachable",), ("port-unreachable", "media-sent-to-wrong-port"))


def closed_port_unsaid(case):
    """As before, but the errors do not come through to the sender."""
    case.impair("b2a", description={"port_shift": 2000}, block=["icmp"])
    _unheard(case, "a", ("receiver-reports-nothing",), ("port-unreachable", "media-sent-to-wrong-port"))


def agent_dies(case):
    """The called telephone's program ends without a word: its host refuses what comes, and nothing leaves."""
    case.hangs_up = "a"
    case.course = [(case.chance.uniform(4, 7), "b", "die")]
    for label in case.truths.values():
        label.no_audio("port-unreachable", "peer-never-sent")
        label.symptoms["one-way-audio"] = None
        label.either("break-up", "delayed-speech", "no-audio")


def silent_from_the_start(case):
    case.needs_sound()
    side = case.chance.choice("ab")
    case.says[side] = "silence"
    _unheard(case, side, ("silent-payload",), ("silent-payload",))


def blocked_and_loss(case):
    direction, sender, _ = case.draw_direction()
    case.impair(direction, block=["rtp"])
    case.impair("b2a" if direction == "a2b" else "a2b", loss=0.08)
    _unheard(case, sender, ("receiver-reports-nothing", "blocked-beyond-capture"), ("lost-before-capture",))


# The same with PJSIP, which sends no report worth the name while it hears nothing, stops sending in silence if it may,
# and re-anchors its buffer in its own way.


def _with_pjsip(case, *sides):
    for side in sides:
        case.agents[side] = Pjsua
    case.codec = case.chance.choice(("PCMU", "PCMA", "GSM", "G722"))
    case.warm_up = 1.8


def pjsip_both(case):
    _with_pjsip(case, "a", "b")


def pjsip_and_baresip(case):
    _with_pjsip(case, case.chance.choice("ab"))


def pjsip_suppressing_silence(case):
    """Pauses in speech are not sent at all."""
    _with_pjsip(case, "a", "b")
    case.dtx = True


def pjsip_hold(case):
    _with_pjsip(case, "a", "b")
    hold(case)


def pjsip_hold_to_the_end(case):
    _with_pjsip(case, "a", "b")
    hold_to_the_end(case)


def pjsip_mute(case):
    """A muted telephone that may stop sending: nobody can tell from outside, and nobody is deaf."""
    _with_pjsip(case, "a", "b")
    case.needs_sound()
    case.dtx = case.chance.random() < 0.5
    case.course = [(case.chance.uniform(5, 8), case.chance.choice("ab"), "mute")]


def pjsip_digits(case):
    _with_pjsip(case, "a", "b")
    case.course = [(case.chance.uniform(4, 6), case.chance.choice("ab"), "key", "507#")]


def pjsip_encrypted(case):
    _with_pjsip(case, "a", "b")
    case.encrypts = "srtp-mand"


def pjsip_loss(case):
    _with_pjsip(case, "a", "b")
    loss(case)


def pjsip_bursts(case):
    _with_pjsip(case, "a", "b")
    bursts(case)


def pjsip_stalls(case):
    _with_pjsip(case, "a", "b")
    stalls(case)


def pjsip_blocked(case):
    _with_pjsip(case, "a", "b")
    blocked(case)


def pjsip_blocked_with_reports(case):
    _with_pjsip(case, "a", "b")
    blocked_with_reports(case)


def pjsip_blocked_in_mid_call(case):
    _with_pjsip(case, "a", "b")
    blocked_in_mid_call(case)


def pjsip_blocked_both_ways(case):
    _with_pjsip(case, "a", "b")
    blocked_both_ways(case)


def pjsip_private_address(case):
    """PJSIP sends where it is told until audio comes from elsewhere, then it follows the source: nobody stays deaf."""
    _with_pjsip(case, "a", "b")
    case.impair("b2a", description={"address": ["203.0.113.22", "10.20.130.40"]})


def pjsip_delay(case):
    _with_pjsip(case, "a", "b")
    delay(case)


FAMILIES = [
    clean, blocked, loss, hold, private_address, second_agent_calls, bursts, blocked_with_reports, mute_in_mid_call,
    delay, wrong_port, early_media, second_agent_answers, closed_port, stalls, encrypted, blocked_in_mid_call,
    voicemail,
    outages, one_sided_talk, closed_port_unsaid, hold_by_second_agent, loss_both_ways, blocked_both_ways,
    silence_in_opus, hiss, agent_dies, second_agent_both, jitter_within_buffers, second_agent_blocked,
    hold_to_the_end, delay_and_loss, clean_slow_packets, silent_from_the_start, second_agent_private_address,
    little_loss,
    delay_one_direction, blocked_and_loss, echo, second_agent_bursts,
    digits, refused_for_encryption,
]

# Apart, from seed 10,001 on, so that the seeds of older figures stay the calls they were.
PJSIP = 10_000
PJSIP_FAMILIES = [
    pjsip_both, pjsip_blocked, pjsip_hold, pjsip_blocked_with_reports, pjsip_suppressing_silence,
    pjsip_blocked_in_mid_call, pjsip_mute, pjsip_loss, pjsip_and_baresip, pjsip_blocked_both_ways, pjsip_digits,
    pjsip_bursts, pjsip_hold_to_the_end, pjsip_stalls, pjsip_encrypted, pjsip_private_address, pjsip_delay,
]


def case_of(seed):
    """Seeds 1 and 2 are the first family, 3 and 4 the second, and so on round; those above 10,000 are PJSIP's."""
    families, place = (PJSIP_FAMILIES, seed - PJSIP) if seed > PJSIP else (FAMILIES, seed)
    return Case(seed, families[(place - 1) // 2 % len(families)])

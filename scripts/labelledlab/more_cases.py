"""Calls of SIPp (seeds from 20,001 on) and of aiortc (from 30,001 on), under the wire of the others."""

from . import cases
from .agents import Pjsua
from .more_agents import Aiortc, Sipp


def _with_sipp(case, dials, answers):
    """Who has no control packets waits to be hung up on."""
    case.agents = {"a": dials, "b": answers}
    case.codec = case.chance.choice(("PCMU", "PCMA"))
    case.hangs_up = "a" if answers is Sipp else "b"
    case.warm_up = 1.8


def sipp_answers(case):
    _with_sipp(case, Pjsua, Sipp)


def sipp_dials(case):
    _with_sipp(case, Sipp, Pjsua)


def sipp_loss(case):
    _with_sipp(case, Pjsua, Sipp)
    cases.loss(case)


def sipp_bursts(case):
    _with_sipp(case, Sipp, Pjsua)
    cases.bursts(case)


def sipp_stalls(case):
    _with_sipp(case, Pjsua, Sipp)
    cases.stalls(case)


def sipp_unheard(case):
    """What SIPp sends is dropped: nothing of it comes to the other end, whose reports say so."""
    _with_sipp(case, Pjsua, Sipp)
    case.impair("b2a", block=["rtp"])
    cases._unheard(case, "b", ("receiver-reports-nothing", "blocked-beyond-capture"),
                   ("peer-never-sent", "lost-before-capture"))


def sipp_unheard_in_mid_call(case):
    _with_sipp(case, Sipp, Pjsua)
    case.seconds = 28
    case.impair("a2b", block=["rtp"], block_from=case.chance.uniform(5, 8))
    cases._unheard(case, "a", ("blocked-beyond-capture", "receiver-reports-nothing"), ("lost-before-capture",))
    # Who receives sees it end, and nobody says why: it may be a muted telephone.
    case.truths["b"].no_verdict()


def sipp_deaf(case):
    """What SIPp would hear is dropped: the other end's reports count packets that never come to SIPp's; it says nothing."""
    _with_sipp(case, Pjsua, Sipp)
    case.impair("a2b", block=["rtp"])
    cases._unheard(case, "a", ("receiver-reports-nothing",), ("lost-before-capture",))
    case.truths["a"].no_verdict()


def _with_aiortc(case):
    case.agents = {"a": Aiortc, "b": Aiortc}
    case.codec = case.chance.choice(("opus", "PCMU", "PCMA"))
    case.encrypts = "dtls"
    case.warm_up = 3.5


def aiortc_both(case):
    _with_aiortc(case)


def aiortc_loss(case):
    _with_aiortc(case)
    cases.loss(case)


def aiortc_bursts(case):
    _with_aiortc(case)
    cases.bursts(case)


def aiortc_delay(case):
    _with_aiortc(case)
    cases.delay(case)


SIPP, AIORTC = 20_000, 30_000
SIPP_FAMILIES = [
    sipp_answers, sipp_dials, sipp_loss, sipp_bursts, sipp_stalls, sipp_unheard, sipp_unheard_in_mid_call, sipp_deaf]
AIORTC_FAMILIES = [aiortc_both, aiortc_loss, aiortc_bursts, aiortc_delay]


def case_of(seed):
    """The case of any seed."""
    for first, families in ((AIORTC, AIORTC_FAMILIES), (SIPP, SIPP_FAMILIES)):
        if seed > first:
            return cases.Case(seed, families[(seed - first - 1) // 2 % len(families)])
    return cases.case_of(seed)

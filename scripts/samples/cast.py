"""Who calls whom in the samples, and from where it is watched.

Numbers are those that Ofcom (020 7946 0xxx) and the North American plan (555-01xx) keep for fiction; addresses are
those kept for documentation (RFC 5737, RFC 3849).
"""

from .instant import MILLISECOND
from .scene import Scene
from .wire import Side, Wire

CALLING_MAC, CALLED_MAC = "02000000000a", "02000000000b"


def office(number="+442079460018", port=40_000, media="198.51.100.12", address="198.51.100.10"):
    """A company in London with a telephone system of its own."""
    agent = {"number": number, "domain": "office.example.com", "address": address, "product": "Sample-PBX/3.1"}
    return {"agent": agent, "media": media, "port": port}


def carrier(number="+12125550142", port=50_000, media="203.0.113.24", address="203.0.113.20"):
    """A telephone company in New York that brings the call to its subscriber."""
    agent = {"number": number, "domain": "carrier.example.net", "address": address, "product": "Sample-SBC/7.0"}
    return {"agent": agent, "media": media, "port": port}


def watched_near(side, dice, vlan=None):
    """A wire whose capture point is close to that side."""
    near, far = (1_200, 1, 250), (38 * MILLISECOND, 9, 700)
    calling, called = (near, far) if side == "calling" else (far, near)
    return Wire(dice.child("wire"), Side("calling", CALLING_MAC, *calling), Side("called", CALLED_MAC, *called), vlan)


class Stage:
    """A wire and the calls on it: what a sample's script is given."""

    def __init__(self, dice, at, near="calling", vlan=None):
        self.dice = dice
        self.at = at
        self.wire = watched_near(near, dice, vlan)
        self.scenes = []
        self._hosts = {}

    def call(self, calling=None, called=None, **options):
        """A new call."""
        scene = Scene(
            self.dice.child("call %d" % len(self.scenes)), self.wire, calling or office(), called or carrier(),
            hosts=self._hosts, **options)
        self.scenes.append(scene)
        return scene

    def names(self, scene):
        """The canonical names for RTCP."""
        return {side: "media@" + agent.domain for side, agent in scene.agents.items()}

    def talk(self, scene, seconds, impair=None, at=None, by="called", **options):
        """A whole call: set up, both sides talk for so many seconds, one hangs up."""
        begin = scene.ring_and_answer(scene.invite(at or self.at))
        end = begin["called"] + int(seconds * 1_000_000)
        stop = scene.hang_up(by, end)
        for side in ("calling", "called"):
            sender = scene.sender(side, begin[side], **options.get(side, {}))
            sender.talk(stop[side])
            scene.carry(side, sender, (impair or {}).get(side))
        scene.report(begin, stop, self.names(scene))

"""SIP (RFC 3261) and SDP (RFC 4566, RFC 3264) messages of one dialog between two user agents."""

import hashlib

from .packets import Endpoint

CODEC_LINES = {
    0: ["a=rtpmap:0 PCMU/8000"],
    8: ["a=rtpmap:8 PCMA/8000"],
    9: ["a=rtpmap:9 G722/8000"],
    13: ["a=rtpmap:13 CN/8000"],
    18: ["a=rtpmap:18 G729/8000", "a=fmtp:18 annexb=no"],
    101: ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"],
}
REASONS = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 407: "Proxy Authentication Required",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
}


def bracketed(address):
    """An address as it is written in a URI."""
    return "[%s]" % address if ":" in address else address


class UserAgent:
    """One side's signaling: its number, its domain, where it is, and what it calls itself."""

    def __init__(self, number, domain, address, product, port=5060):
        self.number = number
        self.domain = domain
        self.endpoint = Endpoint(address, port)
        self.product = product

    @property
    def uri(self):
        """The public address."""
        return "sip:%s@%s" % (self.number, self.domain)

    @property
    def contact(self):
        """The address of the device."""
        return "sip:%s@%s:%d" % (self.number, bracketed(self.endpoint.address), self.endpoint.port)


def session_description(address, port, codecs, session, version=1, direction="sendrecv", packet_time=20):
    """One audio line; ``address`` is where its sender wants to receive."""
    family = "IP6" if ":" in address else "IP4"
    lines = [
        "v=0", "o=- %d %d IN %s %s" % (session, version, family, address), "s=call", "c=IN %s %s" % (family, address),
        "t=0 0", "m=audio %d RTP/AVP %s" % (port, " ".join(str(codec) for codec in codecs)),
    ]
    for codec in codecs:
        lines += CODEC_LINES[codec]
    lines += ["a=ptime:%d" % packet_time, "a=%s" % direction]
    return "\r\n".join(lines) + "\r\n"


class Dialog:
    """Writes the messages of one call; the parties are ``calling`` and ``called`` throughout."""

    def __init__(self, dice, calling, called):
        self._dice = dice
        self.agents = {"calling": calling, "called": called}
        self.call_id = "%s@%s" % (dice.hex(24), calling.domain)
        self.tags = {"calling": dice.hex(10), "called": dice.hex(10)}
        self._sequence = {"calling": 100 + dice.below(900), "called": 100 + dice.below(900)}
        self._request = {}

    def new_tag(self):
        """A tag for another branch of a forked call."""
        return self._dice.hex(10)

    def _party(self, side, tag):
        return "<%s>%s" % (self.agents[side].uri, ";tag=" + tag if tag else "")

    def _message(self, start, headers, body):
        lines = [start] + ["%s: %s" % header for header in headers]
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append("Content-Length: %d" % len(body.encode()))
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def request(self, method, side, body="", extra=(), same_transaction=False, established=True):
        """A request of ``side``; ``same_transaction`` for the CANCEL and the ACK that go with an INVITE."""
        other = "called" if side == "calling" else "calling"
        if same_transaction:
            branch = self._request[side, "INVITE"]["branch"]
        else:
            branch = "z9hG4bK" + self._dice.hex(16)
        if method not in ("ACK", "CANCEL"):
            self._sequence[side] += 1
        number = self._sequence[side]
        target = self.agents[other].contact if established else self.agents[other].uri
        agent = self.agents[side]
        tag = self.tags[other] if established or (method == "ACK" and same_transaction) else None
        headers = [
            ("Via", "SIP/2.0/UDP %s:%d;branch=%s;rport" % (
                bracketed(agent.endpoint.address), agent.endpoint.port, branch)),
            ("Max-Forwards", "70"),
            ("From", self._party(side, self.tags[side])),
            ("To", self._party(other, tag)),
            ("Call-ID", self.call_id),
            ("CSeq", "%d %s" % (number, method)),
        ]
        if method == "INVITE":
            headers.append(("Contact", "<%s>" % agent.contact))
            headers.append(("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS"))
        headers += list(extra) + [("User-Agent", agent.product)]
        self._request[side, method] = {"branch": branch, "number": number, "via": headers[0][1]}
        return self._message("%s %s SIP/2.0" % (method, target), headers, body)

    def response(self, status, side, method, body="", extra=(), tag=None):
        """A response of ``side`` to the other side's last request of that method."""
        other = "called" if side == "calling" else "calling"
        request = self._request[other, method]
        peer = self.agents[other].endpoint
        via = request["via"].replace(";rport", ";rport=%d;received=%s" % (peer.port, peer.address))
        to_tag = None if status == 100 else tag or self.tags[side]
        headers = [
            ("Via", via),
            ("From", self._party(other, self.tags[other])),
            ("To", self._party(side, to_tag)),
            ("Call-ID", self.call_id),
            ("CSeq", "%d %s" % (request["number"], method)),
        ]
        if method == "INVITE" and 180 <= status < 300:
            headers.append(("Contact", "<%s>" % self.agents[side].contact))
        headers += list(extra) + [("Server", self.agents[side].product)]
        return self._message("SIP/2.0 %d %s" % (status, REASONS[status]), headers, body)


def digest_response(user, password, realm, nonce, method, uri, client_nonce, count="00000001"):
    """The answer to a challenge: MD5, qop=auth (RFC 2617)."""

    def hashed(text):
        return hashlib.md5(text.encode()).hexdigest()

    secret = hashed("%s:%s:%s" % (user, realm, password))
    return hashed(":".join([secret, nonce, count, client_nonce, "auth", hashed("%s:%s" % (method, uri))]))

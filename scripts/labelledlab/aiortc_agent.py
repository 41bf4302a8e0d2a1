#!/usr/bin/env python3
"""One telephone of aiortc (PyPI) that offers and answers by SIP over UDP, told what to do on its standard input.

    aiortc_agent.py '{"side": "a", "address": "198.51.100.11", "codec": "opus", "speech": "a.wav"}'

Commands: `call ADDRESS`, `hang_up`, `quit`. ICE with host candidates alone, DTLS-SRTP, rtcp-mux.
"""

import asyncio
import json
import sys

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.contrib.media import MediaBlackhole, MediaPlayer

MIME = {"opus": "audio/opus", "PCMU": "audio/PCMU", "PCMA": "audio/PCMA", "G722": "audio/G722"}


class Telephone(asyncio.DatagramProtocol):
    """The agent with its one call."""

    def __init__(self, options):
        self.options = options
        self.transport = self.connection = self.peer = None
        self.heard = MediaBlackhole()
        self.headers = {}
        self.sequence = 100
        self.tag = options["side"] + "tag"

    def connection_made(self, transport):
        """The socket is there."""
        self.transport = transport

    async def open(self):
        """A connection that plays the file and takes what comes."""
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        player = MediaPlayer(self.options["speech"], loop=True)
        self.connection.addTrack(player.audio)
        kinds = [kind for kind in RTCRtpSender.getCapabilities("audio").codecs
                 if kind.mimeType.lower() == MIME[self.options["codec"]].lower()]
        self.connection.getTransceivers()[0].setCodecPreferences(kinds)

        @self.connection.on("track")
        def _(track):
            self.heard.addTrack(track)
            asyncio.ensure_future(self.heard.start())

    def send(self, start, method, body="", reply=None):
        """A message; `reply` holds the request's headers."""
        own = "<sip:%s@%s>" % (self.options["side"], self.options["address"])
        if reply:
            to = reply["to"] if "tag=" in reply["to"] else reply["to"] + ";tag=" + self.tag
            lines = [start, "Via: " + reply["via"], "From: " + reply["from"], "To: " + to,
                     "Call-ID: " + reply["call-id"], "CSeq: " + reply["cseq"]]
        else:
            lines = [start, "Via: SIP/2.0/UDP %s:5060;branch=z9hG4bK%s%d" % (
                self.options["address"], method, self.sequence), "Max-Forwards: 70",
                "From: %s;tag=%s" % (own, self.tag), "To: " + self.headers.get("peer", "<sip:b@%s>" % self.peer),
                "Call-ID: " + self.headers.get("call-id", "lab@" + self.options["address"]),
                "CSeq: %d %s" % (self.sequence, method)]
        lines += ["Contact: " + own.replace(">", ":5060>"), "User-Agent: aiortc"]
        if body:
            lines.append("Content-Type: application/sdp")
        lines += ["Content-Length: %d" % len(body.encode()), "", body]
        self.transport.sendto("\r\n".join(lines).encode(), (self.peer, 5060))

    async def call(self, address):
        """Dials."""
        self.peer = address
        await self.open()
        await self.connection.setLocalDescription(await self.connection.createOffer())
        self.send("INVITE sip:b@%s SIP/2.0" % address, "INVITE", self.connection.localDescription.sdp)

    def datagram_received(self, data, source):
        """A message came."""
        head, _, body = data.decode().partition("\r\n\r\n")
        lines = head.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (
            line.partition(":") for line in lines[1:])}
        self.peer = source[0]
        asyncio.ensure_future(self.take(lines[0], headers, body))

    async def take(self, start, headers, body):
        """What becomes of it."""
        if start.startswith("INVITE"):
            self.headers = {"peer": headers["from"], "call-id": headers["call-id"]}
            self.send("SIP/2.0 180 Ringing", "INVITE", reply=headers)
            await self.open()
            await self.connection.setRemoteDescription(RTCSessionDescription(body, "offer"))
            await self.connection.setLocalDescription(await self.connection.createAnswer())
            self.send("SIP/2.0 200 OK", "INVITE", self.connection.localDescription.sdp, reply=headers)
        elif start.startswith("SIP/2.0 200") and headers["cseq"].endswith("INVITE"):
            self.headers = {"peer": headers["to"], "call-id": headers["call-id"]}
            self.send("ACK sip:b@%s SIP/2.0" % self.peer, "ACK")
            self.sequence += 1
            await self.connection.setRemoteDescription(RTCSessionDescription(body, "answer"))
        elif start.startswith("BYE"):
            self.send("SIP/2.0 200 OK", "BYE", reply=headers)
            await self.connection.close()

    async def hang_up(self):
        """Ends the call."""
        self.send("BYE sip:b@%s SIP/2.0" % self.peer, "BYE")
        await self.connection.close()


async def run(options):
    """Until it is told to end."""
    loop = asyncio.get_running_loop()
    telephone = Telephone(options)
    await loop.create_datagram_endpoint(lambda: telephone, local_addr=(options["address"], 5060))
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        word, _, argument = line.strip().partition(" ")
        if not line or word == "quit":
            break
        if word == "call":
            await telephone.call(argument)
        elif word == "hang_up":
            await telephone.hang_up()


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.argv[1])))

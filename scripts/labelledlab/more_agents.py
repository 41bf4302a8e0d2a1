"""More user agents: SIPp, which sends a file without any control packets, and aiortc, which needs ICE and a DTLS handshake
before it sends anything, and encrypts it and its reports."""

import json
import os
import subprocess
import sys

from .agents import Agent, inside

HERE = os.path.dirname(os.path.abspath(__file__))

_HEADERS = """Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{own}@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:{peer}@[remote_ip]:[remote_port]>{tag}
      Call-ID: [call_id]
      CSeq: {number} {method}
      Contact: <sip:{own}@[local_ip]:[local_port]>
      Max-Forwards: 70
"""
_DESCRIPTION = """Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=- 53655765 2353687637 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [rtpstream_audio_port] RTP/AVP {number}
      a=rtpmap:{number} {name}/8000
"""
_REPLY = """<send><![CDATA[
      SIP/2.0 {status}
      [last_Via:]
      [last_From:]
      [last_To:]{tag}
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:b@[local_ip]:[local_port]>
      {body}
    ]]></send>"""


def _reply(status, tag="", body="Content-Length: 0\n"):
    return _REPLY.format(status=status, tag=tag, body=body)


class Sipp(Agent):
    """One SIPp with a scenario of its own: it dials or answers, sends its file, and waits to be hung up on."""

    product = "sipp"

    def __init__(self, namespace, side, address, folder, codec, speech, encrypts=None, answers="auto", dtx=False,
                 packet_time=20, answering=True):
        del encrypts, answers, dtx, packet_time
        self.namespace, self.side, self.address = namespace, side, address
        self.folder = os.path.join(folder, "agent-" + side)
        os.makedirs(self.folder)
        law = {"PCMU": "mu-law", "PCMA": "a-law"}[codec]
        sound = os.path.join(self.folder, "speech.raw")
        subprocess.run(["sox", speech[8000], "-t", "raw", "-e", law, "-b", "8", sound], check=True, capture_output=True)
        number = {"PCMU": 0, "PCMA": 8}[codec]
        scenario = (self._dialling if side == "a" else self._answering)(
            _DESCRIPTION.format(number=number, name=codec),
            "<nop><action><exec rtp_stream=\"%s,-1,%d,%s/8000\"/></action></nop>" % (sound, number, codec))
        with open(os.path.join(self.folder, "scenario.xml"), "w", encoding="utf-8") as file:
            file.write("<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<scenario name=\"lab\">\n%s\n</scenario>\n" % scenario)
        self._log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        self.process = None
        if answering:
            self._run()

    def _run(self, *target):
        self.process = subprocess.Popen(
            inside(self.namespace, "sipp", *target, "-sf", "scenario.xml", "-i", self.address, "-mi", self.address, "-p",
                   "5060", "-m", "1", "-nostdin"),
            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)

    @staticmethod
    def _dialling(description, play):
        def headers(method, tag=""):
            return _HEADERS.format(own="a", peer="b", tag=tag, number=1, method=method)

        invite = "INVITE sip:b@[remote_ip]:[remote_port] SIP/2.0\n      " + headers("INVITE") + "      " + description
        ack = "ACK sip:b@[remote_ip]:[remote_port] SIP/2.0\n      " + headers("ACK", "[peer_tag_param]")
        return "\n".join((
            "<send retrans=\"500\"><![CDATA[\n      %s    ]]></send>" % invite,
            "<recv response=\"100\" optional=\"true\"/>", "<recv response=\"180\" optional=\"true\"/>",
            "<recv response=\"200\"/>", "<send><![CDATA[\n      %s      Content-Length: 0\n\n    ]]></send>" % ack, play,
            "<recv request=\"BYE\"/>", _reply("200 OK")))

    @staticmethod
    def _answering(description, play):
        return "\n".join((
            "<recv request=\"INVITE\"/>", _reply("180 Ringing", ";tag=[call_number]"), "<pause milliseconds=\"700\"/>",
            _reply("200 OK", ";tag=[call_number]", description), "<recv request=\"ACK\"/>", play,
            "<recv request=\"BYE\"/>", _reply("200 OK")))

    def call(self, uri):
        """Dials."""
        self._run(uri.partition("@")[2] + ":5060")

    def close(self):
        """Ends the program."""
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._log.close()


class Aiortc(Agent):
    """aiortc in a process of its own (aiortc_agent.py), signaled by plain SIP."""

    product = "aiortc"

    def __init__(self, namespace, side, address, folder, codec, speech, encrypts=None, answers="auto", dtx=False,
                 packet_time=20, answering=True):
        del encrypts, answers, dtx, packet_time, answering
        self.folder = os.path.join(folder, "agent-" + side)
        os.makedirs(self.folder)
        self._log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        options = {"side": side, "address": address, "codec": codec, "speech": speech[48_000]}
        self.process = subprocess.Popen(
            inside(namespace, sys.executable, os.path.join(HERE, "aiortc_agent.py"), json.dumps(options)),
            stdin=subprocess.PIPE, stdout=self._log, stderr=subprocess.STDOUT, text=True)

    def _do(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def call(self, uri):
        """Dials."""
        self._do("call " + uri.partition("@")[2])

    def hang_up(self):
        """Ends the call."""
        self._do("hang_up")

    def close(self):
        """Ends the program."""
        self._do("quit")
        try:
            self.process.wait(4)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()

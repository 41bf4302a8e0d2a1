#!/usr/bin/env python3
"""One telephone of PJSIP (PyPI: pjsua2-python), told what to do on its standard input, a word and its arguments a line.

    pjsua_agent.py '{"side": "a", "address": "198.51.100.11", "codec": "PCMU", "speech": "a.wav", …}'

It plays a file instead of a microphone, writes what it hears beside it, and ends at `quit` or where its input ends.
"""

import json
import os
import select
import sys

import pjsua2

CODECS = {"PCMU": "PCMU/8000/1", "PCMA": "PCMA/8000/1", "GSM": "GSM/8000/1", "G722": "G722/16000/1",
          "opus": "opus/48000/2", "speex": "speex/8000/1", "iLBC": "iLBC/8000/1"}


class Line(pjsua2.Call):
    """A call of the account."""

    def __init__(self, telephone, account, call_id=pjsua2.PJSUA_INVALID_ID):
        super().__init__(account, call_id)
        self.telephone = telephone

    def onCallMediaState(self, _):  # noqa: N802, the library's name
        """Joins the file that is played and the one that is written to whatever audio there is now."""
        info = self.getInfo()  # kept: what is asked of it does not outlive it
        for index in range(info.media.size()):
            media = info.media[index]
            if media.type == pjsua2.PJMEDIA_TYPE_AUDIO and media.status in (
                    pjsua2.PJSUA_CALL_MEDIA_ACTIVE, pjsua2.PJSUA_CALL_MEDIA_REMOTE_HOLD):
                audio = self.getAudioMedia(index)
                self.telephone.audio = audio
                if not self.telephone.muted:
                    self.telephone.player.startTransmit(audio)
                audio.startTransmit(self.telephone.recorder)


class Account(pjsua2.Account):
    """Who is called."""

    def __init__(self, telephone):
        super().__init__()
        self.telephone = telephone

    def onIncomingCall(self, call):  # noqa: N802, the library's name
        """Rings, or answers at once."""
        line = Line(self.telephone, self, call.callId)
        self.telephone.line = line
        self.telephone.reply(200 if self.telephone.answering else 180)


class Telephone:
    """The agent with its one line."""

    def __init__(self, options):
        self.line = self.audio = None
        self.muted = False
        self.answering = options.get("answering", True)
        self.endpoint = pjsua2.Endpoint()
        self.endpoint.libCreate()
        config = pjsua2.EpConfig()
        config.uaConfig.threadCnt = 0
        config.uaConfig.mainThreadOnly = True
        config.logConfig.level = config.logConfig.consoleLevel = 4
        config.medConfig.noVad = not options.get("suppression", False)
        config.medConfig.sndAutoCloseTime = -1
        config.medConfig.ecTailLen = 0
        self.endpoint.libInit(config)
        transport = pjsua2.TransportConfig()
        transport.port = 5060
        transport.boundAddress = options["address"]
        self.endpoint.transportCreate(pjsua2.PJSIP_TRANSPORT_UDP, transport)
        self.endpoint.libStart()
        self.endpoint.audDevManager().setNullDev()
        wanted = CODECS[options["codec"]]
        for codec in self.endpoint.codecEnum2():
            self.endpoint.codecSetPriority(codec.codecId, 255 if codec.codecId.lower() == wanted.lower() else 0)
        self.player = pjsua2.AudioMediaPlayer()
        self.player.createPlayer(options["speech"])
        self.recorder = pjsua2.AudioMediaRecorder()
        self.recorder.createRecorder(os.path.join(options["folder"], "heard.wav"))
        account = pjsua2.AccountConfig()
        account.idUri = "sip:%s@%s" % (options["side"], options["address"])
        account.mediaConfig.transportConfig.port = options["port"]
        account.mediaConfig.transportConfig.boundAddress = options["address"]
        if options.get("encrypts"):
            account.mediaConfig.srtpUse = pjsua2.PJMEDIA_SRTP_MANDATORY
            account.mediaConfig.srtpSecureSignaling = 0
        self.account = Account(self)
        self.account.create(account, True)

    def reply(self, status):
        """Answers the call that rings."""
        parameter = pjsua2.CallOpParam(True)
        parameter.statusCode = status
        self.line.answer(parameter)

    def do(self, word, argument):
        """One command."""
        parameter = pjsua2.CallOpParam(True)
        if word == "call":
            self.line = Line(self, self.account)
            self.line.makeCall(argument, parameter)
        elif word == "answer":
            self.reply(200)
        elif word == "hold":
            self.line.setHold(pjsua2.CallOpParam())
        elif word == "resume":
            parameter.opt.flag = pjsua2.PJSUA_CALL_UNHOLD
            self.line.reinvite(parameter)
        elif word == "mute":
            self.muted = not self.muted
            if self.audio:
                (self.player.stopTransmit if self.muted else self.player.startTransmit)(self.audio)
        elif word == "key":
            self.line.dialDtmf(argument)
        elif word == "hang_up":
            self.line.hangup(pjsua2.CallOpParam())

    def run(self):
        """Until it is told to end."""
        poll = select.poll()
        poll.register(sys.stdin, select.POLLIN | select.POLLHUP)
        while True:
            self.endpoint.libHandleEvents(5)
            if not poll.poll(0):
                continue
            line = sys.stdin.readline()
            word, _, argument = line.strip().partition(" ")
            if not line or word == "quit":
                break
            try:
                self.do(word, argument)
            except pjsua2.Error as error:
                print("%s: %s" % (word, error.info()), file=sys.stderr)
        self.line = self.audio = None
        self.endpoint.hangupAllCalls()
        self.recorder = self.player = None  # finishes the file
        for _ in range(40):
            self.endpoint.libHandleEvents(5)
        sys.stdout.flush()
        os._exit(0)  # the library's own end waits for seconds


if __name__ == "__main__":
    Telephone(json.loads(sys.argv[1])).run()

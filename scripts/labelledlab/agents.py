"""The user agents: baresip, Linphone's daemon and PJSIP, which share no code.

All play a file instead of a microphone and answer by themselves. Each runs in its own namespace with its own folder.
"""

import json
import os
import signal
import subprocess
import sys
import time

RATES = {"PCMU": (8000, 1), "PCMA": (8000, 1), "GSM": (8000, 1), "G726-32": (8000, 1), "G722": (16_000, 1),
         "opus": (48_000, 2), "speex": (8000, 1)}
NAMES = {"PCMU": "PCMU/8000/1", "PCMA": "PCMA/8000/1", "GSM": "GSM/8000/1", "G726-32": "G726-32/8000/1",
         "G722": "G722/16000/1", "opus": "opus/48000/2"}
MODULES = ("g711", "g722", "g726", "gsm", "opus", "aufile", "srtp")
BARESIP_MODULES = "/usr/lib/baresip/modules"


def inside(namespace, *command):
    """The command line that runs a command in a namespace, politely."""
    return ["ip", "netns", "exec", namespace, *command]


class Agent:
    """What all kinds have in common."""

    is_silent = False  # sends no control packets

    def die(self):
        """Ends at once, as a program that crashes; its host stays."""
        for process in _children(self.process.pid) + [self.process.pid]:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass


class Baresip(Agent):
    """One baresip, told what to do over its control port."""

    product = "baresip"

    def __init__(self, namespace, side, address, folder, codec, speech, encrypts=None, answers="auto", dtx=False,
                 packet_time=20, answering=True):
        self.namespace = namespace
        self.folder = os.path.join(folder, "agent-" + side)
        os.makedirs(self.folder)
        rate, channels = RATES[codec]
        modules = MODULES
        lines = [
            "poll_method epoll", "sip_listen 0.0.0.0:5060", "call_local_timeout 60", "call_max_calls 4",
            "audio_player aufile,%s/heard.wav" % self.folder, "audio_source aufile,%s" % (speech or {}).get(rate),
            "audio_alert aufile,%s/alert.wav" % self.folder, "ausrc_srate %d" % rate, "auplay_srate %d" % rate,
            "ausrc_channels %d" % channels, "auplay_channels %d" % channels, "rtp_tos 184",
            "rtp_ports %d-%d" % ((10_000, 10_900) if side == "a" else (12_000, 12_900)), "rtcp_mux no",
            "jitter_buffer_delay 5-10", "rtp_stats yes", "net_interface eth0", "module_path " + BARESIP_MODULES,
            "ctrl_tcp_listen 127.0.0.1:4444"]
        if dtx:
            lines += ["opus_dtx yes"]
        if speech is None:  # a loop: what is heard is sent back
            modules += ("aubridge",)
            lines[4:6] = ["audio_player aubridge,loop", "audio_source aubridge,loop"]
        lines += ["module %s.so" % module for module in modules]
        lines += ["module_app account.so", "module_app menu.so", "module_app ctrl_tcp.so"]
        account = "<sip:%s@%s>;regint=0;answermode=%s;audio_codecs=%s;ptime=%d" % (
            side, address, answers if answering else "manual", NAMES[codec], packet_time)
        if encrypts:
            account += ";mediaenc=" + encrypts
        for name, text in (("config", "\n".join(lines)), ("accounts", account), ("contacts", ""),
                           ("uuid", "00000000-0000-0000-0000-00000000000" + ("1" if side == "a" else "2"))):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text + "\n")
        self._log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        self.process = subprocess.Popen(
            inside(namespace, "baresip", "-f", self.folder, "-v"), stdin=subprocess.PIPE, stdout=self._log,
            stderr=subprocess.STDOUT)

    def _do(self, command, parameters=""):
        text = json.dumps({"command": command, "params": parameters})
        script = (
            "import socket;s=socket.create_connection(('127.0.0.1',4444),3);"
            "s.sendall(%r);s.settimeout(1);s.recv(4096)" % ("%d:%s," % (len(text), text)).encode())
        subprocess.run(inside(self.namespace, sys.executable, "-c", script), capture_output=True, check=False)

    def call(self, uri):
        """Dials."""
        self._do("dial", uri)

    def answer(self):
        """Accepts the call."""
        self._do("accept")

    def hold(self):
        """Puts the call on hold."""
        self._do("hold")

    def resume(self):
        """Takes the call back."""
        self._do("resume")

    def mute(self):
        """Toggles the microphone: silence is sent."""
        self._do("mute")

    def hang_up(self):
        """Ends the call."""
        self._do("hangup")

    def close(self):
        """Ends the program."""
        self.process.terminate()
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


class Linphone(Agent):
    """Linphone's console program, told what to do on its standard input."""

    product = "linphone"
    # All it offers by default; what is not named in its configuration would be added, enabled.
    KNOWN = (("opus", 48_000), ("speex", 16_000), ("speex", 8000), ("PCMU", 8000), ("PCMA", 8000), ("GSM", 8000),
             ("G722", 8000), ("G729", 8000), ("speex", 32_000), ("iLBC", 8000), ("BV16", 8000), ("L16", 44_100))

    def __init__(self, namespace, side, address, folder, codec, speech, encrypts=None, answers="auto", dtx=False,
                 packet_time=20, answering=True):
        del answers, dtx, packet_time
        self.folder = os.path.join(folder, "agent-" + side)
        os.makedirs(os.path.join(self.folder, ".local/share/linphone"))
        lines = [
            "[sip]", "contact=sip:%s@%s" % (side, address), "guess_hostname=0", "use_ipv6=0",
            "register_only_when_network_is_up=0", "media_encryption=%s" % ("srtp" if encrypts else "none"), "[rtp]",
            "audio_rtp_port=%d" % (14_500 if side == "a" else 16_500), "[video]", "enabled=0"]
        for number, (name, rate) in enumerate(self.KNOWN):
            is_on = name == codec and (name != "speex" or rate == 8000)
            lines += ["[audio_codec_%d]" % number, "mime=" + name, "rate=%d" % rate,
                      "channels=%d" % (2 if name == "opus" else 1), "enabled=%d" % is_on]
        config = os.path.join(self.folder, "linphonerc")
        with open(config, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        self._log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        environment = dict(os.environ, HOME=self.folder, XDG_CONFIG_HOME=self.folder, XDG_DATA_HOME=self.folder)
        self.process = subprocess.Popen(
            inside(namespace, "linphonec", "-c", config, *(["-a"] if answering else [])), stdin=subprocess.PIPE,
            stdout=self._log, stderr=subprocess.STDOUT, env=environment, text=True)
        self._do("soundcard use files")
        # It resamples: 16 kHz speech serves every codec.
        self._do("play " + speech[RATES[codec][0] if codec != "opus" else 16_000])

    def _do(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        time.sleep(0.1)

    def call(self, uri):
        """Dials."""
        self._do("call " + uri)

    def answer(self):
        """Accepts the call."""
        self._do("answer")

    def hold(self):
        """Puts the call on hold."""
        self._do("pause")

    def resume(self):
        """Takes the call back."""
        self._do("resume")

    def mute(self):
        """Sends silence."""
        self._do("mute")

    def key(self, digits):
        """Keys digits."""
        for digit in digits:
            self._do(digit)
            time.sleep(0.3)

    def hang_up(self):
        """Ends the call."""
        self._do("terminate")

    def close(self):
        """Ends the program."""
        self._do("quit")
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


class Pjsua(Agent):
    """PJSIP by its Python module, in a process of its own (pjsua_agent.py)."""

    product = "pjsip"

    def __init__(self, namespace, side, address, folder, codec, speech, encrypts=None, answers="auto", dtx=False,
                 packet_time=20, answering=True):
        del answers, packet_time
        self.folder = os.path.join(folder, "agent-" + side)
        os.makedirs(self.folder)
        options = {
            "side": side, "address": address, "codec": codec, "folder": self.folder, "answering": answering,
            "speech": speech[16_000 if codec in ("G722", "opus") else 8000],
            "port": 10_200 if side == "a" else 12_200, "encrypts": bool(encrypts), "suppression": dtx}
        self._log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pjsua_agent.py")
        self.process = subprocess.Popen(
            inside(namespace, sys.executable, script, json.dumps(options)), stdin=subprocess.PIPE, stdout=self._log,
            stderr=subprocess.STDOUT, text=True)

    def _do(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def call(self, uri):
        """Dials."""
        self._do("call " + uri)

    def answer(self):
        """Accepts the call."""
        self._do("answer")

    def hold(self):
        """Puts the call on hold."""
        self._do("hold")

    def resume(self):
        """Takes the call back."""
        self._do("resume")

    def mute(self):
        """Toggles the microphone: silence is sent, or nothing where silence is suppressed."""
        self._do("mute")

    def key(self, digits):
        """Keys digits."""
        self._do("key " + digits)

    def hang_up(self):
        """Ends the call."""
        self._do("hang_up")

    def close(self):
        """Ends the program."""
        self._do("quit")
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()


def _children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []

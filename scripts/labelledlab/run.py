"""Carries out one call: namespaces, wire, captures, agents; and writes what is true about it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

from . import agents, fate

ADDRESSES = {"a": "198.51.100.11", "b": "203.0.113.22"}
HERE = os.path.dirname(os.path.abspath(__file__))
UNROUTED = "10.20.130.40"  # as long as b's address and the private one that a meddling router puts in its place


def _sh(command, check=True):
    return subprocess.run(command, shell=True, check=check, capture_output=True, text=True)


class Place:
    """Two namespaces with a wire between them. ``slot`` tells several at a time apart."""

    def __init__(self, slot, case, folder):
        self.names = {side: "earshotlab%d%s" % (slot, side) for side in "ab"}
        self.close_namespaces()
        for name in self.names.values():
            _sh("ip netns add %s && ip -n %s link set lo up" % (name, name))
        spec = os.path.join(folder, "spec.json")
        with open(spec, "w", encoding="utf-8") as file:
            json.dump(case.wire, file, indent=1)
        self.wire = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "wire.py"), self.names["a"], self.names["b"], spec,
             os.path.join(folder, "truth.tsv")], stdout=subprocess.PIPE, text=True)
        if self.wire.stdout.readline().strip() != "up":
            raise RuntimeError("the wire did not come up")
        for side, name in self.names.items():
            _sh("ip -n {0} addr add {1}/32 dev eth0 && ip -n {0} link set eth0 up && ip -n {0} route add default dev"
                " eth0".format(name, ADDRESSES[side]))
        macs = {side: _sh("ip netns exec %s cat /sys/class/net/eth0/address" % name).stdout.strip()
                for side, name in self.names.items()}
        for side, other in (("a", "b"), ("b", "a")):
            for address in (ADDRESSES[other], UNROUTED):
                _sh("ip -n %s neigh replace %s lladdr %s dev eth0 nud permanent" % (
                    self.names[side], address, macs[other]))
        self.captures = [
            subprocess.Popen(
                agents.inside(name, "tcpdump", "-i", "eth0", "-U", "-s", "0", "-w",
                              os.path.join(folder, side + ".pcap"), "ip"), stderr=subprocess.DEVNULL)
            for side, name in self.names.items()]

    def close_captures(self):
        """Ends captures and wire; the wire writes its truth."""
        for process in self.captures:
            process.terminate()
        self.wire.send_signal(signal.SIGTERM)
        for process in self.captures + [self.wire]:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def close_namespaces(self):
        """Removes the namespaces."""
        for name in self.names.values():
            _sh("ip netns del %s" % name, check=False)


def carry_out(case, slot, folder, speech):
    """One call from beginning to end; its folder holds a.pcap, b.pcap, truth.tsv, labels.json."""
    folder = os.path.join(os.path.abspath(folder), case.name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    place = Place(slot, case, folder)
    listener, made = None, {}
    try:
        time.sleep(0.3)
        if case.listens:
            listener = subprocess.Popen(agents.inside(
                place.names["b"], sys.executable, "-c",
                "import socket,time\nheld=[]\nfor port in range(12000+%d,12901+%d,2):\n s=socket.socket(socket.AF_INET,"
                "socket.SOCK_DGRAM);s.bind(('',port));held.append(s)\ntime.sleep(120)" % (case.listens, case.listens)))
        for side in "ba":
            kind = case.agents[side]
            made[side] = kind(
                place.names[side], side, ADDRESSES[side], folder, case.codec, speech.get(case.says[side]),
                encrypts=case.encrypts if case.only_encrypts in (None, side) else None, answers=case.answers,
                dtx=case.dtx, packet_time=case.packet_time,
                answering=side == "b")
        time.sleep(case.warm_up)
        _course(case, made)
        time.sleep(0.7 + case.wire.get("a2b", {}).get("delay", 0) / 400)
    finally:
        for agent in made.values():
            agent.close()
        if listener:
            listener.kill()
            listener.wait()
        place.close_captures()
        place.close_namespaces()
    labels = fate.labels(case, os.path.join(folder, "truth.tsv"))
    with open(os.path.join(folder, "labels.json"), "w", encoding="utf-8") as file:
        json.dump(labels, file, indent=1)
    return folder


def _course(case, made):
    """Dials, does what the case says when it says so, and hangs up."""
    made["a"].call("sip:b@%s" % ADDRESSES["b"])
    begun = time.monotonic()
    for at, side, action, *arguments in sorted(case.course) + [(case.seconds, case.hangs_up, "hang_up")]:
        time.sleep(max(0, at - (time.monotonic() - begun)))
        getattr(made[side], action)(*arguments)

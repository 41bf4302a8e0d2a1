"""A store in a folder of its own, the captures that go into it, and what has to hold of it whatever was done."""

import json
import os
import pathlib
import random
import shutil
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FORM = ROOT / "Samples/submissions/one-way-audio/submission.json"
CALL = ROOT / "Samples/calls/one-way-private-address/capture.pcap"
RECEIVED = "2026-11-23T14:43:00Z"
# Words of the form that are nowhere once a case is erased.
TRACES = [b"Sam Sample", b"sam.sample", b"442079460001"]


def make_capture(path, mebibytes, seed):
    """The call of the form, and behind it as much audio of another as is asked for."""
    call = CALL.read_bytes()
    dice = random.Random(seed)
    link = struct.unpack_from("<I", call, 20)[0]
    ethernet = bytes(12) + b"\x08\x00" if link == 1 else b""
    source = dice.getrandbits(24) | 0x0A000000
    pieces = [call]
    size = len(call)
    number = 0
    start = struct.unpack_from("<I", call, 24)[0] + 20
    while size < mebibytes << 20:
        rtp = struct.pack(">BBHII", 0x80, 0, number & 0xFFFF, (number * 160) & 0xFFFFFFFF, seed) + dice.randbytes(160)
        udp = struct.pack(">HHHH", 40_000, 40_002, 8 + len(rtp), 0) + rtp
        ipv4 = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, source, 0xC6336402)
        frame = ethernet + ipv4 + udp
        at = start * 1_000_000 + number * 20_000
        pieces.append(struct.pack("<IIII", at // 1_000_000, at % 1_000_000, len(frame), len(frame)) + frame)
        size += 16 + len(frame)
        number += 1
    pathlib.Path(path).write_bytes(b"".join(pieces))


class Broken(Exception):
    """What did not hold."""


class Place:
    """A store, and the program that works on it."""

    def __init__(self, binary, folder):
        self.binary = binary
        self.folder = pathlib.Path(folder)
        self.store = self.folder / "store"

    def command(self, *arguments, store=None):
        """The program with the store of this place."""
        return [self.binary, *map(str, arguments), "--store", str(store or self.store)]

    def run(self, *arguments, status=0, **options):
        """Runs to the end; anything but the status expected is a failure."""
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, **options)
        if done.returncode != status:
            words = (done.stderr or done.stdout).strip().splitlines()
            raise Broken(f"{' '.join(map(str, arguments[:2]))} ended with {done.returncode}: {words[-1:]}")
        return done.stdout

    def submit(self, *captures):
        """A whole submission with captures."""
        named = [word for capture in captures for word in ("--capture", str(capture))]
        return ["submit", FORM, *named, "--received-at", RECEIVED, "--quiet"]

    def cases(self):
        """Every case of the list."""
        return json.loads(self.run("case", "list", "--format", "json"))["cases"]

    def case(self, number):
        """One case with everything."""
        return json.loads(self.run("case", "show", number, "--format", "json"))

    def check(self):
        """Everything stored is there and is what it was."""
        self.run("store", "check", "--quiet")

    def nothing_held(self):
        """What was taken in and not kept is gone."""
        for vault in ("captures", "documents"):
            incoming = self.store / vault / "incoming"
            left = [one.name for one in incoming.iterdir() if one.name != "gate"] if incoming.exists() else []
            if left:
                raise Broken(f"{vault}/incoming still has {left}")

    def traces(self):
        """Files that still hold words of the form."""
        found = []
        for folder, _, names in os.walk(self.store):
            for name in names:
                content = pathlib.Path(folder, name).read_bytes()
                if any(trace in content for trace in TRACES):
                    found.append(name)
        return found

    def copy_from(self, template):
        """Becomes a copy of another store: files of vaults are never written to, so that a second name will do."""
        shutil.rmtree(self.store, ignore_errors=True)
        self.store.mkdir(mode=0o700)
        for path in pathlib.Path(template).rglob("*"):
            target = self.store / path.relative_to(template)
            if path.is_dir():
                target.mkdir(mode=0o700, exist_ok=True)
            elif "captures" in path.parts or "documents" in path.parts:
                os.link(path, target)
            else:
                shutil.copy2(path, target)

"""Ten processes on one store, a full disk, a store that cannot be written to, a clock that is set back."""

import contextlib
import datetime
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

from hostilestore.place import Broken, Place, make_capture


@contextlib.contextmanager
def small_disk(mebibytes):
    """A file system of its own, if this user may mount one; else `None`."""
    with tempfile.TemporaryDirectory(prefix="earshot-disk-") as folder:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m", "earshot", folder], capture_output=True,
            check=False).returncode == 0
        try:
            yield folder if mounted else None
        finally:
            if mounted:
                subprocess.run(["umount", folder], check=False)


def processes(binary, full):
    """Ten processes write at once, some of them are killed; what was acknowledged is there, once."""
    rounds = 12 if full else 4
    with tempfile.TemporaryDirectory(prefix="earshot-many-") as folder:
        place = Place(binary, folder)
        captures = []
        for index in range(10):
            captures.append(pathlib.Path(folder, f"c{index}.pcap"))
            make_capture(captures[-1], 2, index)
        # The store itself is made by whoever comes first.
        shared = [place.command(*place.submit()) for _ in range(10)]
        running = [subprocess.Popen(one, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for one in shared]
        for one in running:
            if one.wait() != 0:
                raise Broken(f"opening at once: {one.stderr.read().decode().strip()}")
        acknowledged, attached, killed, erased = 0, set(), 0, 0
        for turn in range(rounds):
            running = []
            for index in range(10):
                words = [
                    ["case", "note", "1", f"note {turn} {index}"],
                    ["case", "attach", "1", "--capture", captures[index], "--quiet"],
                    place.submit(captures[index]),
                ][(turn + index) % 3]
                running.append((index, words, subprocess.Popen(
                    place.command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)))
            if turn % 2:
                time.sleep(0.05)
                running[turn % 10][2].send_signal(signal.SIGKILL)
            # Beside them, cases that may have the captures which come in at this moment are erased.
            for one in [one for one in place.cases() if one["number"] != "CASE-000001" and not one["erasedAt"]][:2]:
                place.run("case", "erase", one["number"], "--reason", "test")
                erased += 1
            for index, words, one in running:
                status = one.wait()
                told = one.stderr.read().decode().strip()
                if status == -signal.SIGKILL:
                    killed += 1
                elif status == 0 and words[1] == "note":
                    acknowledged += 1
                elif status == 0 and words[1] == "attach":
                    attached.add(index)
                elif status != 0 and "while its captures were analyzed" not in told:
                    raise Broken(f"{words[:2]} ended with {status}: {told}")
        whole = place.case("1")
        notes = [event["text"] for event in whole["events"] if event["kind"] == "note"]
        if len(notes) != len(set(notes)) or not acknowledged <= len(notes) <= acknowledged + killed:
            raise Broken(f"{acknowledged} notes were acknowledged, {len(notes)} are there")
        names = {capture["name"] for capture in whole["captures"]}
        if not {f"c{index}.pcap" for index in attached} <= names:
            raise Broken(f"attached {sorted(attached)}, there are {sorted(names)}")
        times = [event["at"] for event in whole["events"]]
        if times != sorted(times):
            raise Broken("the history does not go forward")
        place.check()
        return (f"{acknowledged} notes, {len(attached)} captures acknowledged and there, {erased} cases erased beside, "
                f"{killed} killed")


def fill(place, captures, **options):
    """Submits until there is no room; how often it worked."""
    for count in range(100):
        done = subprocess.run(
            place.command(*place.submit(captures[count % len(captures)])), capture_output=True, text=True, check=False,
            **options)
        if done.returncode == 2 and ("full" in done.stderr or "No space" in done.stderr or "large" in done.stderr):
            return count
        if done.returncode != 0:
            raise Broken(f"a full disk ended submit with {done.returncode}: {done.stderr.strip()}")
    raise Broken("the disk never became full")


def disk_full(binary, _):
    """A full disk loses nothing; what is there is listed, shown, checked and erased, and then there is room again."""
    with tempfile.TemporaryDirectory(prefix="earshot-full-") as folder:
        captures = []
        for index in range(8):
            captures.append(pathlib.Path(folder, f"c{index}.pcap"))
            make_capture(captures[-1], 5, index)
        with small_disk(32) as disk:
            if disk is None:
                return size_limit(binary, folder, captures)
            place = Place(binary, disk)
            opened = fill(place, captures)
            pathlib.Path(disk, "filler").write_bytes(b"")
            with contextlib.suppress(OSError), open(pathlib.Path(disk, "filler"), "wb", buffering=0) as filler:
                while True:
                    filler.write(bytes(4_096))
            if len(place.cases()) != opened:
                raise Broken(f"{opened} were acknowledged, {len(place.cases())} are there")
            place.case("1")
            place.check()
            place.run("case", "respond", "1", "x" * 100_000, status=2)
            place.run("case", "erase", "1", "--reason", "room")
            if place.case("1")["captures"]:
                raise Broken("nothing was erased")
            place.check()
            place.run(*place.submit())
            place.nothing_held()
            place.check()
            return f"32 MiB of tmpfs full after {opened} cases; listed, shown, erased, and on it goes"


def size_limit(binary, folder, captures):
    """The same where nothing can be mounted: files may not grow beyond a limit."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))

    place = Place(binary, folder)
    place.run(*place.submit())
    opened = fill(place, captures, preexec_fn=limit, restore_signals=False)
    if len(place.cases()) != opened + 1:
        raise Broken(f"{opened + 1} were acknowledged, {len(place.cases())} are there")
    place.check()
    place.run("case", "erase", "1", "--reason", "room")
    place.nothing_held()
    return "files limited to 4 MiB (no file system can be mounted here)"


def read_only(binary, _):
    """A store that cannot be written to is listed, shown, checked and exported, also with a log that was left."""
    with tempfile.TemporaryDirectory(prefix="earshot-ro-") as folder, small_disk(64) as disk:
        if disk is None:
            return "left out: nothing can be mounted here"
        place = Place(binary, disk)
        capture = pathlib.Path(folder, "c.pcap")
        make_capture(capture, 5, 1)
        place.run(*place.submit(capture))
        for has_log in (False, True):
            if has_log:
                leave_log(place)
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            try:
                expected = 2 if has_log else 1
                if len(place.cases()) != expected:
                    raise Broken(f"{expected} cases were there, {len(place.cases())} are shown")
                place.case("1")
                place.check()
                target = pathlib.Path(folder, f"out-{has_log}.tar")
                place.run("case", "export", "1", "-o", target)
                place.run("case", "respond", "1", "no", status=2)
                place.run(*place.submit(), status=2)
            finally:
                subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        place.check()
        return "listed, shown, checked, exported; writing is refused with a word"


def leave_log(place):
    """Another case that is only in the log: a reader keeps the log from being folded in, and is killed."""
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(place.store / "cases.sqlite")], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE)
    reader.stdout.readline()
    place.run(*place.submit())
    reader.kill()
    reader.wait()
    if (place.store / "cases.sqlite-wal").stat().st_size == 0:
        raise Broken("no log could be left")


READER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("BEGIN")
database.execute("SELECT id FROM cases").fetchall()
print("reading", flush=True)
sys.stdin.read()
"""


def clock_back(binary, _):
    """A machine's clock that was set back stops nobody, and no history goes back; a time that was given is refused."""
    with tempfile.TemporaryDirectory(prefix="earshot-clock-") as folder:
        place = Place(binary, folder)
        place.run(*place.submit())
        place.run("case", "note", "1", "of another year", "--at", "2099-01-01T00:00:00Z", status=2)
        soon = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=240)
        ahead = soon.strftime("%Y-%m-%dT%H:%M:%SZ")
        place.run("case", "note", "1", "by a clock that is ahead", "--at", ahead)
        for index in range(3):
            place.run("case", "respond", "1", f"by a clock that was set back {index}")
        capture = pathlib.Path(folder, "c.pcap")
        make_capture(capture, 1, 1)
        place.run("case", "attach", "1", "--capture", capture, "--quiet")
        times = [event["at"] for event in place.case("1")["events"]]
        if times != sorted(times) or times[-1] != ahead:
            raise Broken(f"the history went back: {times}")
        place.run("case", "note", "1", "too early", "--at", "2026-11-24T00:00:00Z", status=2)
        place.run("case", "erase", "1", "--reason", "test")
        place.check()
        return "the last entry's time is taken; a time that is given is refused"


CASES = {"processes": processes, "diskfull": disk_full, "readonly": read_only, "clockback": clock_back}


def run(name, binary, full):
    """One condition; true if all held."""
    try:
        print(f"{name:13} {CASES[name](binary, full)}", flush=True)
        return True
    except Broken as error:
        print(f"{name:13} FAILED: {error}", flush=True)
        return False

"""Captures of very many calls, and stores of very many cases: what they may take of memory and of time."""

import os
import pathlib
import sqlite3
import struct
import subprocess
import tempfile

from hostilestore.place import Broken, Place

# What a case of 100,000 calls may take, and each call of a shorter run; the rest is the program itself.
MOST_BYTES = 1_200_000_000
BYTES_A_CALL = 11_500
# The first page of a list of 20,000 cases, seconds of processor time.
MOST_SECONDS = 0.3


def frame(source, destination, ports, payload):
    """One UDP packet over IPv4, without a link header."""
    length = 8 + len(payload)
    return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + length, 0, 0, 64, 17, 0, source, destination) + struct.pack(
        ">HHHH", *ports, length, 0) + payload


def message(first, number, method, body=b""):
    """One message of a call."""
    kind = b"Content-Type: application/sdp\r\n" if body else b""
    return (
        first + b"\r\nVia: SIP/2.0/UDP 198.51.100.1;branch=z9hG4bK%d\r\nFrom: <sip:+442079460135@example.com>;tag=a%d\r\n"
        b"To: <sip:+4420794%05d@example.com>%s\r\nCall-ID: %d@example.com\r\nCSeq: %d %s\r\n%sContent-Length: %d\r\n\r\n"
        % (number, number, number % 100_000, b"" if first.startswith(b"INVITE") else b";tag=b%d" % number, number,
           2 if method == b"BYE" else 1, method, kind, len(body)) + body)


def conversations(path, calls, packets=6):
    """Writes calls of six messages and two short streams each, one after the other."""
    own, other = 0xC6336401, 0xC6336402
    request = b"INVITE sip:+442079460018@example.com SIP/2.0"
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 101))
        for number in range(calls):
            port = 10_000 + 4 * (number % 10_000)
            ends = (own + 16 + number // 10_000, other + 4_096 + number // 10_000)
            at = 1_700_000_000_000_000 + number * 20_000
            pieces = []

            def add(piece, seconds, pieces=pieces, at=at):
                now = at + int(seconds * 1e6)
                pieces.append(struct.pack("<IIII", now // 1_000_000, now % 1_000_000, len(piece), len(piece)) + piece)

            def described(end, media, number=number):
                text = f"v=0\r\no=- {number} 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 {'.'.join(str(end >> shift & 255) for shift in (24, 16, 8, 0))}\r\nt=0 0\r\nm=audio {media} RTP/AVP 8\r\n"
                return text.encode()

            for reverse, first, method, body, seconds in [
                (False, request, b"INVITE", described(ends[0], port), 0),
                (True, b"SIP/2.0 180 Ringing", b"INVITE", b"", 0.1),
                (True, b"SIP/2.0 200 OK", b"INVITE", described(ends[1], port + 2), 0.2),
                (False, b"ACK sip:+442079460018@example.com SIP/2.0", b"ACK", b"", 0.25),
            ]:
                add(frame(*((other, own) if reverse else (own, other)), (5_060, 5_060),
                          message(first, number, method, body)), seconds)
            for step in range(packets):
                for reverse in (False, True):
                    rtp = struct.pack(">BBHII", 0x80, 8, step, step * 160, 2 * number + reverse) + b"\xd5" * 160
                    way = ((ends[1], ends[0], (port + 2, port)) if reverse else (*ends, (port, port + 2)))
                    add(frame(*way, rtp), 0.3 + step * 0.02)
            for first, seconds in [(b"BYE sip:+442079460018@example.com SIP/2.0", 0.6), (b"SIP/2.0 200 OK", 0.65)]:
                add(frame(own, other, (5_060, 5_060), message(first, number, b"BYE")), seconds)
            out.write(b"".join(pieces))


def measured(command, folder):
    """Runs to the end; seconds of processor time, bytes at the peak, and what was said."""
    said = pathlib.Path(folder, "said")
    with open(said, "wb") as out:
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in (0, 1):
        raise Broken(f"{command[1]} ended with {running.returncode}: {said.read_text(errors='replace')[-200:]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1_024, said.read_text(errors="replace")


def calls(binary, full):
    """Very many calls of two streams each become a case, within what that may take."""
    number = 100_000 if full else 4_000
    most = MOST_BYTES if full else (64 << 20) + BYTES_A_CALL * number
    with tempfile.TemporaryDirectory(prefix="earshot-large-") as folder:
        place = Place(binary, folder)
        capture = pathlib.Path(folder, "calls.pcap")
        conversations(capture, number)
        told = []
        for command in (
            [binary, "analyze", str(capture), "--format", "json", "--quiet", "-o", str(pathlib.Path(folder, "a.json"))],
            place.command(*place.submit(capture)),
        ):
            seconds, peak, _ = measured(command, folder)
            told.append(f"{command[1]} {seconds:.1f} s, {peak / 1e6:.0f} MB")
            if peak > most:
                raise Broken(f"{'; '.join(told)}: more than {most / 1e6:.0f} MB")
        shown = place.case("1")
        if shown["state"] != "new" or len(shown["captures"]) != 1 or shown["missing"]:
            raise Broken(f"no whole case was opened: {shown['state']}, {len(shown['captures'])} captures")
        return f"{number} calls, {2 * number} streams: {'; '.join(told)}"


def copies(store, number):
    """Makes the one case of a store so many."""
    database = sqlite3.connect(pathlib.Path(store, "cases.sqlite"))
    tables = {"cases": "id", "contents": "caseID", "samples": "caseID", "findings": "caseID", "events": "caseID",
              "attachments": "caseID", "caseDocuments": "caseID"}
    with database:
        for table, key in tables.items():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            columns = [name for name in columns if name != "id" or key == "id"]
            picked = ", ".join("n.value" if name == key else f"t.{name}" for name in columns)
            database.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} FROM {table} t, "
                f"(WITH RECURSIVE n(value) AS (VALUES (2) UNION ALL SELECT value + 1 FROM n WHERE value < {number}) "
                "SELECT value FROM n) n")
        database.execute(
            "INSERT INTO caseSearch (rowid, number, content) SELECT id, 'CASE-' || printf('%06d', id), summary "
            "FROM cases WHERE id > 1")
    database.close()


def listing(binary, full):
    """The first page of a long list takes no longer than that of a short one."""
    number = 20_000 if full else 5_000
    with tempfile.TemporaryDirectory(prefix="earshot-list-") as folder:
        place = Place(binary, folder)
        place.run(*place.submit())
        copies(place.store, number)
        size = pathlib.Path(place.store, "cases.sqlite").stat().st_size
        seconds, _, said = measured(place.command("case", "list"), folder)
        if str(number) not in said.replace(",", ""):
            raise Broken(f"the list does not say how many there are: {said[-200:]}")
        if seconds > MOST_SECONDS:
            raise Broken(f"the first page of {number} cases takes {seconds:.2f} s")
        whole, peak, _ = measured(place.command("case", "list", "--limit", str(number)), folder)
        return (f"{number} cases in {size / 1e6:.0f} MB: first page {seconds:.2f} s, all {whole:.2f} s of processor time, "
                f"{peak / 1e6:.0f} MB")


CASES = {"manycalls": calls, "manycases": listing}


if __name__ == "__main__":
    import sys

    conversations(sys.argv[1], int(sys.argv[2]))

"""What is sent to the doors that no browser would send."""

import hashlib
import json
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

from portaltrials.house import ROOT, Broken, House, expect, sample, submission


def raw(port, data, seconds=10, pause=0, pieces=1):
    """What comes back on a line of its own, until it is closed or silent."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        try:
            step = max(1, len(data) // pieces)
            for at in range(0, len(data), step):
                line.sendall(data[at:at + step])
                time.sleep(pause)
        except OSError:
            pass
        answer = b""
        try:
            while part := line.recv(65_536):
                answer += part
        except OSError:
            pass
        return answer


def bodies(binary, _):
    """100-continue, refusals before the body, bounded drain, 405, HEAD, smuggling."""
    with tempfile.TemporaryDirectory(prefix="portal-doors-") as folder:
        house = House(binary, folder)
        try:
            ada = house.person()
            sam = house.person("customer")
            port = house.port
            began = time.monotonic()
            line = socket.create_connection(("127.0.0.1", port), timeout=10)
            line.sendall(f"POST /v1/checks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {sam.token}\r\nExpect: 100-continue\r\n"
                         f"Content-Length: {len(submission())}\r\n\r\n".encode())
            expect(line.recv(100).startswith(b"HTTP/1.1 100"), "100-continue is not answered")
            waited = time.monotonic() - began
            line.sendall(submission().encode())
            expect(b"200 OK" in line.recv(4_096), "no answer after 100-continue")
            line.close()
            answer = raw(port, b"POST /v1/captures HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 5)
            expect(answer.startswith(b"HTTP/1.1 413"), f"too long: {answer[:60]}")
            # Nobody is signed in: of the body no more than 4 MiB is taken.
            with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
                line.sendall(b"POST /v1/captures HTTP/1.1\r\nHost: x\r\nContent-Length: 500000000\r\n\r\n")
                sent = 0
                try:
                    while sent < 500_000_000:
                        sent += line.send(b"x" * 262_144)
                except OSError:
                    pass
            expect(sent < 60_000_000, f"{sent} bytes of a refused body were taken")
            status, headers, _ = ada.ask("PUT", "/health")
            expect(status == 405 and headers["allow"] == "GET, HEAD", f"405: {status} {headers['allow']}")
            for path in ("/health", "/help", "/assets/earshot.css"):
                status, headers, body = ada.ask("HEAD", path)
                expect(status == 200 and body == b"", f"HEAD {path}: {status}")
            for bad in [b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x00\xff" * 9, b"\x00" * 500,
                        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"x%d: y\r\n" % n for n in range(20_000)) + b"\r\n",
                        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /audit HTTP/1.1\r\nHost: x\r\n\r\n",
                        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n"]:
                answer = raw(port, bad, 3)
                expect(b"HTTP/1.1 5" not in answer and b"HTTP/1.1 200" not in answer, f"{bad[:60]}: {answer[:80]}")
            for path in ["/assets/../../etc/passwd", "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/captures/..%2f..%2fcases.sqlite",
                         "/cases/CASE-1%00", "/cases/CASE-000001%2f..", "//evil.example/", "/%ff%fe"]:
                status, headers, body = sam.ask("GET", path)
                expect(status in (400, 401, 403, 404), f"{path}: {status}")
                expect(b"root:" not in body, path)
            expect(house.server.poll() is None and ada.ask("GET", "/health")[0] == 200, "the server is gone")
            return f"100-continue after {waited * 1e3:.0f} ms; {sent / 1e6:.1f} MB of 500 MB of a refused body taken; 9 broken requests, 7 paths"
        finally:
            house.stop()


HOSTILE = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "{{7*7}}", "=cmd|' /C calc'!A0",
           "\u202egnp.exe", "a\x00b", "'; DROP TABLE cases; --", "../../../etc/passwd", "\r\nSet-Cookie: x=y", "𝕊" * 5_000]


def forms(binary, _):
    """Hostile words in every field of every form: escaped wherever they come back, and nothing fails."""
    with tempfile.TemporaryDirectory(prefix="portal-forms-") as folder:
        house = House(binary, folder)
        try:
            house.person()
            sam, marta = house.person("customer"), house.person("engineer")
            asked = 0
            for words in HOSTILE:
                status, headers, _ = sam.page("POST", "/drafts")
                place = headers["location"]
                fields = {name: words for name in [
                    "timeZone", "country", "summary", "serviceIdentifier", "name", "email", "phone", "ownNumbers", "severity", "region",
                    "q-symptoms", "paste", "samples[0][callingNumber]", "samples[0][calledNumber]", "samples[0][date]",
                    "samples[0][time]", "samples[0][direction]", "samples[99999999][date]", "rows", "customer", words]}
                for action in ("save", "check", "read", "add", "remove-0", "remove-capture-x", "silence-capture-x", words):
                    status, headers, body = sam.page("POST", place, {**fields, "action": action})
                    expect(status < 500, f"{action} of {words[:30]!r}: {status}")
                    check(body, words)
                    asked += 1
                for path in (place, place + "/verdict", "/drafts", "/cases?q=" + urllib.parse.quote(words), "/sign-in?next=" + urllib.parse.quote(words)):
                    status, headers, body = sam.page("GET", path)
                    expect(status < 500, f"{path[:60]}: {status}")
                    expect("set-cookie" not in headers or words not in str(headers["set-cookie"]), path)
                    check(body, words)
                    asked += 1
                sam.page("POST", place + "/remove")
            status, headers, body = sam.ask("POST", "/v1/submissions", submission().replace("People we call", json.dumps(HOSTILE[0])[1:-1]))
            expect(status == 201, f"{status} {body}")
            number = json.loads(body)["case"]
            for words in HOSTILE:
                for person, path in ((sam, "message"), (marta, "respond")):
                    status, _, body = person.page("POST", f"/cases/{number}/{path}", {"text": words})
                    expect(status < 500, f"{path}: {status}")
                sam.page("POST", "/representatives", {"name": words, "email": words, "phone": words, "from": words})
                asked += 3
            for person, path in ((sam, f"/cases/{number}"), (marta, f"/cases/{number}"), (marta, "/cases"), (sam, "/representatives")):
                status, _, body = person.page("GET", path)
                expect(status == 200, f"{path}: {status}")
                for words in HOSTILE:
                    check(body, words)
            return f"{asked} forms and pages with hostile words, none of them markup in an answer"
        finally:
            house.stop()


def check(body, words):
    """What came from outside is no markup in a page."""
    text = body.decode("utf-8", errors="replace")
    if words.startswith(("<script", '">')):
        expect("<script>alert" not in text and "<img src=x" not in text, f"{words!r} stands in the page as it came")
    expect(not re.search(r"""(href|src|action)=["']?javascript:""", text), "a link runs something")
    expect("<style" not in text, "a style of somebody")


def captures(binary, full):
    """Captures that are made to hurt, through the door: receipts or refusals, and the service goes on."""
    folder_of = ROOT.parent / "shared/captures/hostile"
    files = sorted(folder_of.rglob("*")) if folder_of.exists() else []
    names = [path for path in files if path.is_file() and path.stat().st_size < (200 << 20)]
    if not full:
        names = names[:40]
    whole = sample()
    made = {"empty": b"", "text": b"no capture\n" * 99, "cut": whole[:5_000], "one byte": b"\xd4", "html": b"<html><script>alert(1)</script>",
            "zeros": bytes(2_000_000), "bomb": __import__("gzip").compress(bytes(300_000_000), 9),
            "header alone": whole[:24], "huge record": whole[:24] + struct.pack("<IIII", 0, 0, 0xFFFFFFF0, 0xFFFFFFF0),
            "noise": whole[:24] + os.urandom(500_000)}
    with tempfile.TemporaryDirectory(prefix="portal-hostile-") as folder:
        house = House(binary, folder)
        try:
            house.person()
            sam, marta = house.person("customer"), house.person("engineer")
            read = refused = 0
            slowest = 0.0
            for name, data in [*made.items(), *((path.name, path) for path in names)]:
                bytes_ = data if isinstance(data, bytes) else data.read_bytes()
                began = time.monotonic()
                where, body = marta.upload(bytes_, piece=8 << 20, name=urllib.parse.quote(name) + ".pcap")
                expect(isinstance(where, str), f"{name}: {where} {body}")
                receipt = marta.receipt(where, 120)
                slowest = max(slowest, time.monotonic() - began)
                read, refused = read + bool(receipt["readable"]), refused + (not receipt["readable"])
                expect(folder not in json.dumps(receipt), f"{name}: the receipt says where things lie")
                if receipt["sha256"]:
                    expect(receipt["sha256"] == hashlib.sha256(bytes_).hexdigest(), f"{name}: another hash")
                status, headers, page = marta.page("GET", where.replace("/v1/", "/") + "/analysis")
                expect(status == 200, f"{name}: its page is {status}")
                check(page, HOSTILE[0])
                marta.ask("DELETE", where)
            where, _ = sam.upload(sample())
            expect(sam.receipt(where)["readable"], "a good capture after the bad ones")
            return f"{read + refused} captures: {read} with a receipt, {refused} refused with a reason; {slowest:.1f} s at most; the service went on"
        finally:
            house.stop()


def document(binary, full):
    """The document against the service: no answer that it does not describe, and none of 5xx but 503."""
    with tempfile.TemporaryDirectory(prefix="portal-schema-") as folder:
        house = House(binary, folder)
        try:
            house.person()
            said = []
            for role in ("customer", "engineer", "administrator"):
                person = house.administrator if role == "administrator" else house.person(role)
                if role == "customer":
                    person.ask("POST", "/v1/submissions", submission())
                command = [sys.executable, "-m", "schemathesis.cli", "run", f"http://127.0.0.1:{house.port}/v1/openapi.json", "--header",
                           "Authorization: Bearer " + person.token, "--max-examples", "60" if full else "12", "--seed", "4",
                           "--phases", "examples,coverage,fuzzing", "--checks", "not_a_server_error,status_code_conformance,content_type_conformance",
                           "--exclude-path-regex", "/events$", "--request-timeout", "30", "--continue-on-failure"]
                ended = subprocess.run(command, capture_output=True, text=True, timeout=1_200, check=False, cwd=folder)
                text = ended.stdout + ended.stderr
                cases = re.search(r"(\d+) generated", text)
                if ended.returncode != 0:
                    raise Broken(f"as {role}: {text[-6_000:]}")
                said.append(f"{role} {cases.group(1) if cases else '?'}")
            return "no undocumented status, no 5xx: requests as " + ", ".join(said)
        finally:
            house.stop()


TRIALS = {"bodies": bodies, "forms": forms, "captures": captures, "document": document}

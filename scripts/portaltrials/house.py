"""A server over a store of its own, and people in front of it who speak HTTP."""

import html
import http.client
import json
import pathlib
import re
import signal
import ssl
import subprocess
import time
import urllib.parse

PASSWORD = "a sentence to sign in"
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Broken(Exception):
    """Something was not as it has to be."""


def expect(truth, words):
    if not truth:
        raise Broken(words)


class House:
    """One server, which can be killed and started again at the same address."""

    def __init__(self, binary, folder, *arguments, environment=None):
        self.binary, self.folder = str(binary), str(folder)
        self.arguments, self.environment = [str(one) for one in arguments], environment
        self.port, self.server = 0, None
        self.start()
        self.first = re.search(r"\S+/links/(\S+)", self.log).group(1) if "/links/" in self.log else None

    def start(self):
        said = pathlib.Path(self.folder, "log")
        with open(said, "w", encoding="utf-8") as log:
            command = [self.binary, "serve", "--store", self.folder + "/store", "--port", str(self.port), *self.arguments]
            self.server = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment)
        began = time.monotonic()
        while time.monotonic() - began < 30:
            self.log = said.read_text(encoding="utf-8", errors="replace")
            found = re.search(r"listens on \S+?:(\d+)\n", self.log)
            if found and "Store:" in self.log:
                self.port = int(found.group(1))
                time.sleep(0.05)
                self.log = said.read_text(encoding="utf-8", errors="replace")
                return
            if self.server.poll() is not None:
                raise Broken(f"the server ended: {self.log}")
            time.sleep(0.005)
        raise Broken(f"the server did not start: {self.log}")

    def stop(self, how=signal.SIGTERM):
        if self.server.poll() is None:
            self.server.send_signal(how)
            self.server.wait(timeout=40)

    def kilobytes(self, what="VmHWM"):
        text = pathlib.Path(f"/proc/{self.server.pid}/status").read_text(encoding="utf-8")
        return int(re.search(what + r":\s+(\d+)", text).group(1))

    def person(self, role="administrator", organisation="Acme", name=None):
        """Somebody with an account and a token."""
        if role == "administrator" and self.first:
            secret, self.first = self.first, None
        else:
            status, headers, body = self.administrator.ask("POST", "/v1/links", json.dumps(
                {"role": role, **({"organisation": organisation} if role == "customer" else {})}))
            expect(status == 201, f"no link: {status} {body}")
            secret = json.loads(body)["link"].rsplit("/", 1)[1]
        person = Person(self, name or role, f"{role}-{time.monotonic_ns()}@example.com")
        person.redeem(secret)
        if role == "administrator":
            self.administrator = person
        return person


class Person:
    """Somebody with a cookie and a token."""

    def __init__(self, house, name, email):
        self.house, self.name, self.email = house, name, email
        self.cookie = self.token = self.form = None
        self.line = None

    def connection(self):
        if "--certificate" in self.house.arguments:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            return http.client.HTTPSConnection("127.0.0.1", self.house.port, timeout=60, context=context)
        return http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=60)

    def send(self, method, path, body=None, headers=None):
        """Over the line that is kept; once more over a new one if it is gone."""
        for attempt in (0, 1):
            if self.line is None:
                self.line = self.connection()
            try:
                self.line.request(method, path, body=body, headers=headers or {})
                answer = self.line.getresponse()
                return answer.status, answer.headers, answer.read()
            except (OSError, http.client.HTTPException):
                self.line.close()
                self.line = None
                if attempt or method not in ("GET", "HEAD"):
                    raise

    def ask(self, method, path, body=None, headers=None):
        """As a program with a token."""
        return self.send(method, path, body, {"authorization": "Bearer " + (self.token or ""), "accept": "application/json", **(headers or {})})

    def page(self, method, path, fields=None):
        """As a browser."""
        headers = {"cookie": self.cookie or "", "accept": "text/html"}
        body = None
        if method == "POST":
            headers["content-type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode({**(fields or {}), "token": self.form or ""})
        return self.send(method, path, body, headers)

    def redeem(self, secret):
        status, headers, body = self.page("POST", "/links/" + secret, {"name": self.name, "email": self.email, "password": PASSWORD})
        expect(status == 303, f"the link does not work: {status} {body[:300]}")
        self.cookie = headers["set-cookie"].split(";")[0]
        text = self.page("GET", "/account")[2].decode()
        self.form = html.unescape(re.search(r'data-token="([^"]*)"', text).group(1))
        text = self.page("POST", "/account/tokens", {"name": "trials", "scope": "write", "days": "9"})[2].decode()
        self.token = re.search(r"<code>(earshot_[^<]+)</code>", text).group(1)

    def upload(self, data, piece=None, name="call.pcap", place="/v1/captures"):
        """Sends a capture, resumably; its place."""
        status, headers, body = self.ask("POST", place, b"", {
            "upload-complete": "?0", "upload-length": str(len(data)), "content-disposition": f"attachment; filename={name}"})
        if status != 201:
            return status, body
        where, offset, piece = headers["location"], 0, piece or len(data) or 1
        while True:
            part = data[offset:offset + piece]
            isLast = offset + len(part) >= len(data)
            status, headers, body = self.ask("PATCH", where, part, {
                "upload-offset": str(offset), "upload-complete": "?1" if isLast else "?0"})
            if status != 200:
                return status, body
            offset += len(part)
            if isLast:
                return where, body

    def receipt(self, where, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            status, _, body = self.ask("GET", where)
            read = json.loads(body) if status == 200 else {}
            if read.get("words"):
                return read
            time.sleep(0.05)
        raise Broken(f"no receipt for {where}: {status} {body[:200]}")


def submission(index=0):
    """A submission that is accepted."""
    then = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1_200 - index % 600))
    return json.dumps({
        "serviceIdentifier": "London HQ", "representative": {"name": "Sam Sample", "email": "sam@example.com", "phone": "+44 20 7946 0001"},
        "severity": "S2", "region": "europe", "summary": f"People we call cannot hear us, {index}",
        "checklist": {"symptoms": ["one-way-audio"]},
        "responsibilities": {"equipmentChecked": True, "firstLevelDiagnosticsDone": True},
        "samples": [{"callingNumber": "+44 20 7946 0018", "calledNumber": "+1 212 555 0142", "startedAt": then, "direction": "outgoing"}]})


def sample(name="one-way-private-address"):
    return pathlib.Path(ROOT, "Samples/calls", name, "capture.pcap").read_bytes()

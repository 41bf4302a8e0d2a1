"""How the service starts, and what keeps it from starting."""

import os
import pathlib
import re
import socket
import ssl
import statistics
import subprocess
import tempfile
import time

from portaltrials.house import Broken, House, expect


def refused(binary, folder, arguments, words, environment=None):
    """The start is refused with status 2, in a sentence that names the place."""
    ended = subprocess.run([binary, "serve", "--store", folder + "/store", "--port", "0", *arguments], capture_output=True, text=True,
                           timeout=20, env={**os.environ, **(environment or {})}, check=False)
    said = ended.stdout + ended.stderr
    expect(ended.returncode == 2, f"{arguments} {environment}: status {ended.returncode}: {said}")
    expect(words in said, f"{arguments} {environment}: {words!r} is not said: {said}")
    expect("Fatal" not in said and "backtrace" not in said.lower(), said)


def strict(binary, _):
    """A wrong value, an unknown key, a missing file: each stops the start and names its place."""
    count = 0
    with tempfile.TemporaryDirectory(prefix="portal-settings-") as folder:
        config = pathlib.Path(folder, "serve.json")
        for text, words in [('{"port": "abc"}', '"port"'), ('{"prot": 80}', '"prot"'), ("[", "serve.json"), ('{"port": 70000}', "70000"),
                            ('{"port": true}', '"port"'), ('{"trustedProxies": ["x"]}', "x"), ('{"workers": 1.5}', "1.5"),
                            ('{"certificate": "a.pem"}', "together"), ('{"address": "0.0.0.0"}', "TLS"), ("", "serve.json")]:
            config.write_text(text, encoding="utf-8")
            refused(binary, folder, ["--config", str(config)], words)
            count += 1
        refused(binary, folder, ["--config", folder + "/none.json"], "none.json")
        for name, value, words in [("PORT", "abc", "EARSHOT_SERVE_PORT"), ("PROT", "1", "EARSHOT_SERVE_PROT"),
                                   ("PORT_FILE", folder + "/none", "EARSHOT_SERVE_PORT_FILE")]:
            refused(binary, folder, [], words, {"EARSHOT_SERVE_" + name: value})
        refused(binary, folder, ["--address", "0.0.0.0"], "TLS")
        refused(binary, folder, ["--certificate", folder + "/a", "--private-key", folder + "/b"], folder + "/a")
        count += 6
    return f"{count} starts refused, each with its place"


def certificate(folder, name):
    """A certificate of a name, which nobody but a test believes."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}", "-keyout",
                    f"{folder}/new.key", "-out", f"{folder}/new.pem"], check=True, capture_output=True)
    os.replace(f"{folder}/new.key", f"{folder}/key.pem")
    os.replace(f"{folder}/new.pem", f"{folder}/chain.pem")


def shown(port, version=None):
    """The name in the certificate that is shown now."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if version:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line, context.wrap_socket(line) as secure:
        said = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-subject"], input=secure.getpeercert(True),
                              capture_output=True, check=True).stdout.decode()
        return re.search(r"CN\s*=\s*(\S+)", said).group(1), secure.version()


def tls(binary, _):
    """TLS 1.2 and later; a renewed certificate is used without a restart, a broken one is not."""
    with tempfile.TemporaryDirectory(prefix="portal-tls-") as folder:
        certificate(folder, "first.example")
        house = House(binary, folder, "--address", "0.0.0.0", "--certificate", folder + "/chain.pem", "--private-key", folder + "/key.pem")
        try:
            name, version = shown(house.port)
            expect(name == "first.example" and version == "TLSv1.3", f"{name} {version}")
            for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
                try:
                    shown(house.port, old)
                except (ssl.SSLError, OSError):
                    continue
                raise Broken(f"{old} is spoken")
            ada = house.person()
            status, headers, _ = ada.page("GET", "/accounts")
            expect(status == 200 and "max-age" in headers["strict-transport-security"], f"no HSTS: {status}")
            expect(ada.cookie.startswith("__Host-"), ada.cookie)
            certificate(folder, "second.example")
            time.sleep(2.5)
            expect(shown(house.port)[0] == "second.example", "the renewed certificate is not used")
            pathlib.Path(folder, "chain.pem").write_text("half", encoding="utf-8")
            time.sleep(2.5)
            expect(shown(house.port)[0] == "second.example", "a broken certificate took the place of one that works")
            plain = House.__new__(House)
            del plain
            with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                expect(b"HTTP/1.1 200" not in line.recv(4_096), "plain text is answered where TLS is spoken")
        finally:
            house.stop()
    return "1.3 spoken, 1.0 and 1.1 not; a renewed certificate within 2 s, a broken one never"


def idle(binary, full):
    """How long until the first answer, and what it takes of memory while nobody asks."""
    times, kilobytes = [], []
    for _ in range(10 if full else 5):
        with tempfile.TemporaryDirectory(prefix="portal-idle-") as folder:
            port = socket.socket()
            port.bind(("127.0.0.1", 0))
            number = port.getsockname()[1]
            port.close()
            began = time.monotonic()
            server = subprocess.Popen([binary, "serve", "--store", folder + "/store", "--port", str(number)], stderr=subprocess.DEVNULL)
            try:
                while True:
                    try:
                        with socket.create_connection(("127.0.0.1", number), timeout=5) as line:
                            line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            if line.recv(20).startswith(b"HTTP/1.1 200"):
                                break
                    except OSError:
                        pass
                    if time.monotonic() - began > 20:
                        raise Broken("no answer in 20 s")
                    time.sleep(0.001)
                times.append(time.monotonic() - began)
                time.sleep(2)
                text = pathlib.Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
                kilobytes.append([int(re.search(rf"{name}:\s+(\d+)", text).group(1)) for name in ("VmRSS", "RssAnon")])
            finally:
                server.terminate()
                server.wait(timeout=40)
    return (f"first answer after {statistics.median(times) * 1e3:.0f} ms (median of {len(times)}, {max(times) * 1e3:.0f} at most); idle "
            f"{statistics.median(one[0] for one in kilobytes) / 1e3:.1f} MB resident, {statistics.median(one[1] for one in kilobytes) / 1e3:.1f} MB its own")


TRIALS = {"settings": strict, "tls": tls, "idle": idle}

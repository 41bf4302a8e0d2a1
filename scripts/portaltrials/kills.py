"""Faults: the server is killed in the middle of everything, the disk is full."""

import hashlib
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import threading
import time

from portaltrials.house import House, expect, sample, submission
from portaltrials.load import like


def kill(binary, full):
    """kill -9 during uploads, jobs and writes: what was acknowledged is there, whole, and once."""
    rounds = 200 if full else 25
    random.seed(4)
    with tempfile.TemporaryDirectory(prefix="portal-kills-") as folder:
        house = House(binary, folder)
        house.person()
        sam, marta = house.person("customer"), house.person("engineer")
        status, _, body = sam.ask("POST", "/v1/submissions", submission())
        expect(status == 201, f"{status} {body}")
        number = json.loads(body)["case"]
        over = threading.Event()
        messages, keys, whole, attached, wrong = [], {}, [], [], []
        data = sample()

        def patient(body):
            while not over.is_set():
                try:
                    body()
                except (OSError, ValueError, KeyError, TypeError):
                    time.sleep(0.02)
                except Exception as error:  # Whatever else happens in a thread fails the trial.
                    wrong.append(repr(error))
                    return

        def writes(me):
            text = f"message {random.random()}"
            if me.ask("POST", f"/v1/cases/{number}/events", json.dumps({"kind": "hear", "text": text}))[0] == 201:
                messages.append(text)

        def submits(me):
            key = str(random.random())
            for _ in range(100):
                try:
                    status, _, body = me.ask("POST", "/v1/submissions", submission(), {"idempotency-key": key})
                    if status == 201:
                        case = json.loads(body)["case"]
                        if keys.setdefault(key, case) != case:
                            wrong.append(f"{key} is {case} and {keys[key]}")
                        return
                except OSError:
                    time.sleep(0.02)

        def uploads(me, place="/v1/captures"):
            own = data + os.urandom(random.randrange(1, 2_000_000)) if place == "/v1/captures" else data
            status, headers, _ = me.ask("POST", place, b"", {"upload-complete": "?0", "upload-length": str(len(own))})
            if status != 201:
                return
            where, offset, safe = headers["location"], 0, 0
            while not over.is_set():
                try:
                    part = own[offset:offset + 200_000]
                    isLast = offset + len(part) >= len(own)
                    status, headers, _ = me.ask("PATCH", where, part, {"upload-offset": str(offset), "upload-complete": "?1" if isLast else "?0"})
                    if status == 200:
                        offset = safe = offset + len(part)
                        if isLast:
                            (whole if place == "/v1/captures" else attached).append((where, hashlib.sha256(own).hexdigest()))
                            return
                        continue
                    if status == 409 and headers["upload-complete"] == "?1":
                        (whole if place == "/v1/captures" else attached).append((where, hashlib.sha256(own).hexdigest()))
                        return
                    if status == 404 and place != "/v1/captures":
                        # The case has it already: the last piece was taken, and its answer lost.
                        attached.append((where, hashlib.sha256(own).hexdigest()))
                        return
                except OSError:
                    time.sleep(0.02)
                try:
                    status, headers, _ = me.ask("HEAD", where)
                    if status == 204:
                        offset = int(headers["upload-offset"])
                        if offset < safe:
                            wrong.append(f"{where}: {safe} bytes were acknowledged, {offset} are there")
                except OSError:
                    time.sleep(0.02)

        def asking(who, work):
            me = like(who)
            return threading.Thread(target=patient, args=(lambda: work(me),))

        askers = [asking(who, work) for who, work in [
            (sam, writes), (marta, submits), (sam, submits), (sam, uploads), (marta, uploads),
            (sam, lambda me: uploads(me, f"/v1/cases/{number}/captures"))]]
        for asker in askers:
            asker.start()
        for _ in range(rounds):
            time.sleep(random.uniform(0.05, 0.6))
            house.stop(signal.SIGKILL)
            house.start()
        over.set()
        for asker in askers:
            asker.join()
        try:
            expect(not wrong, f"{wrong[:5]}")
            record = json.loads(sam.ask("GET", f"/v1/cases/{number}")[2])
            said = [event.get("text", "") for event in record["events"]]
            lost = [text for text in messages if text not in said]
            expect(not lost, f"{len(lost)} of {len(messages)} acknowledged messages are gone")
            cases = list(keys.values())
            expect(len(set(cases)) == len(cases), "two keys became one case")
            for case in cases:
                expect(marta.ask("GET", f"/v1/cases/{case}")[0] == 200, f"{case} was acknowledged and is gone")
            for where, digest in whole:
                receipt = next((one for one in (who.ask("GET", where) for who in (sam, marta)) if one[0] == 200), None)
                expect(receipt is not None, f"{where} arrived and is gone")
                until = time.monotonic() + 120
                while time.monotonic() < until:
                    read = json.loads(next(one for one in (who.ask("GET", where) for who in (sam, marta)) if one[0] == 200)[2])
                    if read.get("words"):
                        break
                    time.sleep(0.1)
                expect(read["words"] and read["sha256"] == digest, f"{where}: {read}")
            until = time.monotonic() + 120
            while time.monotonic() < until:
                record = json.loads(sam.ask("GET", f"/v1/cases/{number}")[2])
                if not attached or len(record["captures"]) >= 1:
                    break
                time.sleep(0.2)
            hashes = [capture["sha256"] for capture in record["captures"]]
            expect(len(hashes) == len(set(hashes)), "a capture is attached twice")
            expect(not attached or hashes, "a capture that was to be attached is not")
        finally:
            house.stop()
        ended = subprocess.run([binary, "store", "check", "--store", folder + "/store"], capture_output=True, text=True, check=False)
        expect(ended.returncode == 0, f"the store is not whole: {ended.stdout}{ended.stderr}")
        left = [name for name in os.listdir(folder + "/store/uploads") if name.startswith(("made-", "form-"))]
        return (f"{rounds} kills: {len(messages)} messages, {len(cases)} submissions by key, {len(whole)} captures whole, "
                f"{len(attached)} for a case; nothing acknowledged was lost, nothing is there twice; {len(left)} pieces left to sweep")


def disk(binary, _):
    """A full disk: 507 for what does not fit, everything else goes on, and room that is made is used."""
    with tempfile.TemporaryDirectory(prefix="portal-disk-") as folder:
        store = pathlib.Path(folder, "store")
        store.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", store], capture_output=True, text=True, check=False)
        if mounted.returncode != 0:
            return f"not tried: {mounted.stderr.strip()}"
        house = None
        try:
            house = House(binary, folder)
            house.person()
            sam = house.person("customer")
            status, _, body = sam.ask("POST", "/v1/submissions", submission())
            expect(status == 201, f"{status} {body}")
            where, body = sam.upload(os.urandom(40_000_000), piece=4_000_000)
            expect(where == 507, f"{where} {body}")
            expect(sam.ask("GET", "/v1/cases/CASE-000001")[0] == 200, "reading ends with the room")
            status, _, body = sam.ask("POST", "/v1/checks", submission())
            expect(status == 200, f"checks end with the room: {status}")
            status, _, body = sam.ask("POST", "/v1/submissions", submission(1))
            expect(status in (201, 507, 503), f"{status} {body}")
            first = status
            for path in (store / "uploads").iterdir():
                # What the administrator would do: room is made.
                path.unlink()
            status, _, body = sam.ask("POST", "/v1/submissions", submission(2))
            expect(status == 201, f"{status} {body}")
            where, body = sam.upload(sample())
            expect(isinstance(where, str) and sam.receipt(where)["readable"], f"{where} {body}")
            return f"507 for a capture, {first} for a submission meanwhile, reading and checking went on; 201 as soon as there was room"
        finally:
            if house:
                house.stop()
            subprocess.run(["umount", "-l", store], check=False)


TRIALS = {"kills": kill, "disk": disk}

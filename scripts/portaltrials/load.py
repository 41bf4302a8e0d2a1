"""Load: uploads beside checks, and very many cases. Askers are processes of their own, so that they are no bottleneck."""

import multiprocessing
import os
import pathlib
import sqlite3
import statistics
import tempfile
import threading
import time

from hostilestore.large import copies
from portaltrials.house import House, Person, expect, submission


def like(person):
    """The same person on lines of its own."""
    other = Person(person.house, person.name, person.email)
    other.cookie, other.token, other.form = person.cookie, person.token, person.form
    return other


def checking(person, rate, seconds, results):
    """Checks at a steady pace over 10 lines: (status, seconds) of each, counted from when it was due."""
    told = []
    lock = threading.Lock()
    body = submission()
    began = time.monotonic()
    lines = 10

    def line(index):
        asker = like(person)
        own = []
        due = began + index / rate
        while due < began + seconds:
            pause = due - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            try:
                status = asker.ask("POST", "/v1/checks", body)[0]
            except OSError:
                status = 0
            own.append((status, time.monotonic() - due))
            due += lines / rate
        with lock:
            told.extend(own)

    threads = [threading.Thread(target=line, args=(index,)) for index in range(lines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(told)


def uploading(person, count, size, results):
    """Uploads at once; what each was answered, tried again where it is told to wait."""
    data = os.urandom(size)
    told = []
    lock = threading.Lock()

    def one():
        asker = like(person)
        answers = []
        for _ in range(400):
            try:
                where, body = asker.upload(data)
            except OSError as error:
                answers.append(str(error))
                break
            if isinstance(where, str):
                answers.append(200)
                break
            answers.append(where)
            if where not in (429, 503):
                break
            time.sleep(0.5)
        with lock:
            told.extend(answers)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put(told)


def load(binary, full):
    """200 uploads of 5 MB at once beside 500 checks a second: memory, the 99th percentile of a check, and no error."""
    seconds, count, rate = (60, 200, 500) if full else (20, 200, 500)
    with tempfile.TemporaryDirectory(prefix="portal-load-") as folder:
        house = House(binary, folder, "--workers", "0")
        try:
            house.person()
            sam, olga = house.person("customer"), house.person("customer", "Other")
            results, uploads = multiprocessing.Queue(), multiprocessing.Queue()
            askers = [multiprocessing.Process(target=checking, args=(sam, rate / 2, seconds, results)) for _ in range(2)]
            senders = [multiprocessing.Process(target=uploading, args=(olga, count // 2, 5_000_000, uploads)) for _ in range(2)]
            for one in askers + senders:
                one.start()
            checks = [entry for _ in askers for entry in results.get(timeout=seconds + 300)]
            answers = [entry for _ in senders for entry in uploads.get(timeout=seconds + 300)]
            for one in askers + senders:
                one.join()
            times = sorted(seconds for _, seconds in checks)
            statuses = {status for status, _ in checks}
            expect(statuses <= {200, 429, 503}, f"checks were answered with {statuses}")
            expect(set(answers) <= {200, 429, 503}, f"uploads were answered with {set(answers)}")
            expect(answers.count(200) == count, f"{answers.count(200)} of {count} uploads arrived")
            peak = house.kilobytes() / 1e3
            told = (f"{len(checks)} checks in {seconds} s, median {statistics.median(times) * 1e3:.0f} ms, p99 {times[int(len(times) * .99)] * 1e3:.0f} ms, "
                    f"{sum(status != 200 for status, _ in checks)} put off; {count} uploads of 5 MB, {sum(a != 200 for a in answers)} put off; "
                    f"peak {peak:.0f} MB (machine's load {os.getloadavg()[0]:.1f})")
            expect(peak < 300, told)
            return told
        finally:
            house.stop()


def many(binary, full):
    """20,000 cases: list, filters, search, a case."""
    number = 20_000 if full else 20_000
    with tempfile.TemporaryDirectory(prefix="portal-many-") as folder:
        house = House(binary, folder, "--workers", "0")
        try:
            house.person()
            sam, marta = house.person("customer"), house.person("engineer")
            status, _, body = sam.ask("POST", "/v1/submissions", submission())
            expect(status == 201, f"{status} {body}")
            house.stop()
            copies(pathlib.Path(folder, "store"), number)
            with sqlite3.connect(pathlib.Path(folder, "store/cases.sqlite")) as database:
                expect(database.execute("SELECT COUNT(*) FROM cases").fetchone()[0] == number, "no copies")
            house.start()
            told = []
            for person, path in [(marta, "/cases"), (marta, "/cases?filter=overdue"), (marta, "/cases?filter=nobodys"),
                                 (marta, "/cases?q=hear"), (marta, "/cases?q=CASE-019999"), (marta, "/cases?q=7946+0018"),
                                 (marta, "/cases?filter=closed"), (sam, "/cases"), (sam, "/cases?q=hear"), (marta, "/cases/CASE-019999")]:
                times = []
                for _ in range(7):
                    began = time.monotonic()
                    status, _, body = person.page("GET", path)
                    times.append(time.monotonic() - began)
                    expect(status == 200, f"{path}: {status}")
                told.append((path, statistics.median(times) * 1e3))
            slow = [f"{path} {milliseconds:.0f} ms" for path, milliseconds in told if milliseconds > 100]
            words = f"{number} cases: " + ", ".join(f"{path} {milliseconds:.0f}" for path, milliseconds in told) + " ms"
            expect(not slow, words)
            return words
        finally:
            house.stop()


TRIALS = {"load": load, "many": many}

#!/usr/bin/env python3
"""R9, R11: the server's answers while it transcribes, and the cost of a large upload. Everything on the loopback interface."""

import contextlib
import hashlib
import http.client
import json
import math
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time

from common import CACHE, MODEL, Row, audio, binary, load, main, spread, ten_minutes

PASSWORD = "A long enough passw0rd!"
EMAIL = "bench@practice.invalid"
RATE = 50
SECONDS = 15
ROUNDS = 3
GIGABYTE = 1 << 30
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """A server of its own on a directory of its own, with one therapist who is signed in and one client."""

    def __init__(self, directory, with_model):
        self.environment = {
            **os.environ,
            "TB_DATA_DIR": str(directory / "data"),
            "TB_MODELS_DIR": str(directory / "models"),
            "LOG_LEVEL": "warn",
            "TB_REQUIRE_MFA": "false",
            "TB_RATE_LIMIT_OTHER": "0",
        }
        (directory / "models").mkdir()
        if with_model:
            shutil.copy(MODEL, directory / "models")
        create = [binary(), "user", "create", "--email", EMAIL, "--role", "therapist", "--first-name", "B", "--last-name", "B"]
        subprocess.run(create, input=PASSWORD + "\n", text=True, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen([binary(), "serve", "--port", str(self.port)], env=self.environment)
        self.token = None
        deadline = time.monotonic() + 30
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.token = self.json("POST", "/api/auth/login", {"email": EMAIL, "password": PASSWORD})["access_token"]
                break
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("the server does not answer")
            time.sleep(0.05)
        self.patient = self.json("POST", "/api/patients", {"name": "A Client"})["id"]
        # Nothing is recorded of somebody who has not agreed to it.
        consents = f"/api/patients/{self.patient}/consents"
        for text in self.json("GET", consents)["texts"]:
            agreed = {"scopes": [text["scope"]], "method": "paper", "text_version": text["version"], "language": text["language"]}
            self.json("POST", consents, agreed)

    def stop(self):
        """Ends the server as a service manager does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def headers(self):
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def json(self, method, path, body=None):
        """One request, its JSON answer; an error status is a RuntimeError."""
        connection = self.connection()
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json", **self.headers()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:500]}")
        return json.loads(text)

    def upload(self, path):
        """Streams a file as a browser's form does; gives the new session's id."""
        boundary = "bench-boundary"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        connection = self.connection()
        connection.putrequest("POST", f"/api/sessions/upload?patient_id={self.patient}")
        for name, value in self.headers().items():
            connection.putheader(name, value)
        connection.putheader("Content-Type", f"multipart/form-data; boundary={boundary}")
        connection.putheader("Content-Length", str(len(head) + path.stat().st_size + len(tail)))
        connection.endheaders(head)
        with path.open("rb") as file:
            connection.sock.sendfile(file)
        connection.send(tail)
        answer = connection.getresponse()
        text = answer.read().decode()
        if answer.status >= 400:
            raise RuntimeError(f"upload: {answer.status} {text[:500]}")
        body = json.loads(text)
        return body.get("session_id") or body["id"]

    def status(self, session):
        return self.json("GET", f"/api/sessions/{session}")["status"]

    def wait(self, session, statuses, seconds):
        """Until the session has one of the statuses."""
        deadline = time.monotonic() + seconds
        while (status := self.status(session)) not in statuses:
            if status == "failed" or time.monotonic() > deadline:
                raise RuntimeError(f"the session is {status}, not {statuses}")
            time.sleep(0.1)

    def cpu(self):
        """Processor seconds of the server process so far, workers not counted."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, field):
        """VmRSS or VmHWM in KiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1])
        raise RuntimeError(f"no {field}")

    def forget_peak(self):
        """Makes VmHWM start again from here."""
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


@contextlib.contextmanager
def server(with_model):
    """A running server that is gone afterwards."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as directory:
        running = Server(pathlib.Path(directory), with_model)
        try:
            yield running
        finally:
            running.stop()


def latencies(running, path, seconds=SECONDS, rate=RATE):
    """Milliseconds of `rate` requests a second, each counted from the moment at which it was due, so that a server that
    stalls is not spared the requests that pile up meanwhile."""
    requests = int(seconds * rate)
    due = [number / rate for number in range(requests)]
    taken = []
    lock = threading.Lock()
    start = time.monotonic() + 0.2

    def client():
        connection = running.connection()
        while True:
            with lock:
                if not due:
                    return
                at = start + due.pop(0)
            time.sleep(max(0.0, at - time.monotonic()))
            connection.request("GET", path, headers=running.headers())
            answer = connection.getresponse()
            answer.read()
            if answer.status == 200:
                taken.append(1000 * (time.monotonic() - at))

    clients = [threading.Thread(target=client) for _ in range(16)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    if len(taken) != requests:
        raise RuntimeError(f"GET {path}: {requests - len(taken)} of {requests} requests failed")
    return sorted(taken)


def percentile(ordered, share):
    """The value that this share of an ordered list does not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def reads_while_transcribing():
    """R9."""
    # Long enough to outlast the measurement on any number of lanes.
    recording = audio("an-hour.mp3", 3600, ["work-stress.mp3", "grief-safety.mp3"], "-c", "copy")
    before = load()
    idle, busy = [], []
    with server(with_model=True) as running:
        path = "/api/sessions"
        # Loads the model and fills the list, so that both sides read the same thing.
        running.wait(running.upload(ten_minutes()), ["processed"], 600)
        latencies(running, path, 2)
        for number in range(ROUNDS):
            steps = [("idle", idle), ("busy", busy)]
            for kind, into in steps if number % 2 == 0 else reversed(steps):
                session = None
                if kind == "busy":
                    session = running.upload(recording)
                    running.wait(session, ["transcribing"], 60)
                into.append(percentile(latencies(running, path), 0.99))
                if session:
                    if running.status(session) != "transcribing":
                        raise RuntimeError("the transcription ended before the measurement did: use a longer recording")
                    running.json("POST", f"/api/sessions/{session}/cancel")
    ratio = sorted(b / a for a, b in zip(idle, busy))
    return Row(
        "R9 p99 of GET /api/sessions while transcribing / idle, 50 requests/s",
        "≤ 5 and ≤ 25 ms",
        f"{spread((statistics.median(ratio), ratio[0], ratio[-1]))}; {statistics.median(busy):.1f} ms",
        f"{ROUNDS} rounds of {SECONDS} s each; idle {', '.join(f'{p:.1f}' for p in idle)} ms, "
        f"transcribing {', '.join(f'{p:.1f}' for p in busy)} ms; load before {before:.1f}",
    )


def gigabyte():
    """A wav file of a gibibyte: three hours of noise at 48 kHz, as far as its header says."""
    path = CACHE / "gigabyte.wav"
    if not path.exists():
        length = GIGABYTE - 44
        header = b"RIFF" + (length + 36).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
        header += b"".join(n.to_bytes(s, "little") for n, s in [(1, 2), (1, 2), (48000, 4), (96000, 4), (2, 2), (16, 2)])
        header += b"data" + length.to_bytes(4, "little")
        with path.open("wb") as file:
            file.write(header)
            block = os.urandom(1 << 20)
            for _ in range(length >> 20):
                file.write(block)
            file.write(block[: length & ((1 << 20) - 1)])
    return path


def copy_and_hash(path):
    """The yardstick of R11: processor seconds of a durable copy and of the SHA-256 of the same file."""
    target = CACHE / "gigabyte.copy"
    started = time.process_time()
    shutil.copyfile(path, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    with path.open("rb") as file:
        hashlib.file_digest(file, "sha256")
    spent = time.process_time() - started
    target.unlink()
    return spent


def large_upload():
    """R11."""
    path = gigabyte()
    before = load()
    ratios, growths, spent, walls = [], [], [], []
    with server(with_model=False) as running:
        # The first upload brings in code and buffers that stay.
        running.upload(ten_minutes())
        for _ in range(ROUNDS):
            yardstick = copy_and_hash(path)
            running.forget_peak()
            rss, cpu, started = running.memory("VmRSS"), running.cpu(), time.monotonic()
            running.upload(path)
            walls.append(time.monotonic() - started)
            spent.append(running.cpu() - cpu)
            growths.append((running.memory("VmHWM") - rss) / 1024)
            ratios.append(spent[-1] / yardstick)
    ratios.sort()
    note = f"{ROUNDS} uploads; {statistics.median(walls):.1f} s wall, {statistics.median(spent):.2f} s CPU; load before {before:.1f}"
    memory = f"{max(growths):.1f} MiB"
    yield Row("R11 upload of 1 GiB: growth of the server's memory", "≤ 8 MiB", memory, "largest of all uploads")
    ratio = spread((statistics.median(ratios), ratios[0], ratios[-1]))
    yield Row("R11 upload of 1 GiB: server CPU / (copy + SHA-256)", "≤ 1.6", ratio, note)


def rows():
    """R9 and R11."""
    yield reads_while_transcribing()
    yield from large_upload()


if __name__ == "__main__":
    main(rows)

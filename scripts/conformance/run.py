#!/usr/bin/env python3
"""Compares the running server with its own API document: schemathesis calls every operation with what the document allows and
with what it does not, and every answer must be one that the document describes. Nothing may break inside.

    scripts/conformance/run.py [RUN…]   all runs, or the named ones: stranger therapist admin endings

The server is the built binary (TB_BINARY, else the release build) on a directory of its own, without models, limits and demand
for a second factor. The calls are the same every time. Speaks like a Rust test, so that scripts/test.sh counts it.
"""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = pathlib.Path(os.environ.get("TB_BINARY", TARGET / "release/therapybridge")).resolve()
PACKAGES = ROOT / "build/schemathesis"

PASSWORD = "Quiet-Harbour-42!"
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
# Calls for each operation beside those that the coverage phase makes, which come from the document.
EXAMPLES = 8
# Passwords are hashed here, which is slow on purpose.
SLOW_EXAMPLES = 2
SLOW = ["login", "signup", "accept_invitation", "confirm_password_reset", "change_password", "unlock", "step_up"]
# Longer than any run takes on a small machine.
LIMIT = 300

# What ends or locks the login that the other calls are made with; these have a run of their own.
ENDINGS = ["/api/auth/logout", "/api/auth/logins", "/api/auth/lock", "/api/auth/unlock", "/api/auth/change-password"]
# A stream does not end, so there is no answer to wait for.
STREAM = "/api/events"

CONFIGURATION = """\
[phases.coverage]
# Wrong methods are answered alike everywhere (tests/api/headers.rs), and are in no description of an operation.
unexpected-methods = []
"""


def fields(number):
    """A WAV file's number of four bytes."""
    return number.to_bytes(4, "little")


def recording():
    """A second of silence."""
    samples = bytes(32_000)
    form = b"fmt " + fields(16) + b"\x01\0\x01\0" + fields(16_000) + fields(32_000) + b"\x02\0\x10\0"
    return b"RIFF" + fields(36 + len(samples)) + b"WAVE" + form + b"data" + fields(len(samples)) + samples


class Practice:
    """A server of its own on a directory of its own."""

    def __init__(self, directory):
        for name in ["models", "workers"]:
            (directory / name).mkdir()
        self.environment = {
            "PATH": os.environ["PATH"],
            "TB_DATA_DIR": str(directory / "data"),
            "TB_MODELS_DIR": str(directory / "models"),
            "TB_WORKERS_DIR": str(directory / "workers"),
            "TB_SIGNUP": "therapist,patient",
            "TB_REQUIRE_MFA": "false",
            **{f"TB_RATE_LIMIT_{name}": "0" for name in ["LOGIN", "SIGNUP", "EXPORT", "OTHER"]},
        }
        for role in ["admin", "therapist", "leaver"]:
            self.create(role)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = (directory / "log").open("w+")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", str(port)], env=self.environment, stdout=self.log, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(OSError):
                self.ask("GET", "/health")
                break
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit("the server does not answer:\n" + self.said())
            time.sleep(0.1)

    def create(self, name):
        role = "therapist" if name == "leaver" else name
        names = ["--first-name", "Robin", "--last-name", "Meyer"]
        command = [BINARY, "user", "create", "--email", f"{name}@practice.example", "--role", role, *names]
        subprocess.run(command, input=PASSWORD + "\n", text=True, env=self.environment, check=True, capture_output=True)

    def ask(self, method, path, body=None, token=None, kind="application/json"):
        """One request, its JSON answer."""
        headers = {"Content-Type": kind}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def login(self, name):
        credentials = {"email": f"{name}@practice.example", "password": PASSWORD}
        return self.ask("POST", "/api/auth/login", credentials)["access_token"]

    def records(self):
        """A client who has agreed to it and a session, so that not everything that is asked for is absent."""
        token = self.login("therapist")
        patient = self.ask("POST", "/api/patients", {"name": "Ada Okafor"}, token)["id"]
        texts = self.ask("GET", f"/api/patients/{patient}/consents", token=token)["texts"]
        for text in texts:
            agreed = {"scopes": [text["scope"]], "method": "paper", "text_version": text["version"], "language": text["language"]}
            self.ask("POST", f"/api/patients/{patient}/consents", agreed, token)
        head = b'--part\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
        form = head + recording() + b"\r\n--part--\r\n"
        path = f"/api/sessions/upload?patient_id={patient}"
        session = self.ask("POST", path, form, token, "multipart/form-data; boundary=part")["id"]
        return {"patients": patient, "sessions": session}

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def command(practice, directory, name):
    """schemathesis for one run."""
    configuration = directory / "schemathesis.toml"
    slow = "".join(
        f'\n[[operations]]\ninclude-operation-id = "{operation}"\ngeneration.max-examples = {SLOW_EXAMPLES}\n' for operation in SLOW
    )
    configuration.write_text(CONFIGURATION + slow)
    # One worker: Python 3.11 reads the source of a strategy wrongly when two threads do it at once.
    arguments = ["--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--workers", "1"]
    arguments += ["--max-examples", str(EXAMPLES), "--generation-deterministic", "--no-shrink"]
    arguments += ["--request-timeout", "20", "--continue-on-failure"]
    arguments += ["--suppress-health-check", "all", "--warnings", "off"]
    endings = "^(" + "|".join(ENDINGS) + ")"
    if name == "endings":
        arguments += ["--include-path-regex", endings]
    elif name != "stranger":
        arguments += ["--exclude-path-regex", endings, "--exclude-path", STREAM]
    if name != "stranger":
        token = practice.login("leaver" if name == "endings" else name)
        arguments += ["--header", f"Authorization: Bearer {token}"]
    options = ["--config-file", configuration, "--no-color", "run", f"{practice.url}/api/openapi.json"]
    return [sys.executable, "-m", "schemathesis.cli", *options, *arguments]


def main(names):
    """Runs the named runs; the exit status is 0 when every answer was as described."""
    passed = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        practice = Practice(directory)
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(PACKAGES), str(pathlib.Path(__file__).parent)]),
            "SCHEMATHESIS_HOOKS": "hooks",
            "CONFORMANCE_RECORDS": json.dumps(practice.records()),
            "NO_PROXY": "127.0.0.1",
        }
        for name in names or ["stranger", "therapist", "admin", "endings"]:
            print(f"---- as {name}", flush=True)
            started = time.monotonic()
            try:
                run = subprocess.run(command(practice, directory, name), env=environment, cwd=directory, timeout=LIMIT)
                fine = run.returncode == 0
            except subprocess.TimeoutExpired:
                print(f"not done after {LIMIT} s")
                fine = False
            print(f"---- {name}: {'ok' if fine else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True)
            passed, failed = passed + fine, failed + (not fine)
        if practice.process.poll() is not None:
            print("the server has ended")
            failed += 1
        else:
            practice.stop()
        incidents = [line for line in practice.said().splitlines() if "incident" in line]
        print("\n".join(incidents[:20]))
    print(f"test result: {'FAILED' if failed else 'ok'}. {passed} passed; {failed} failed; 0 ignored")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

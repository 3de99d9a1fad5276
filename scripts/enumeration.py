#!/usr/bin/env python3
"""Whether the time of an answer tells who has an account: signing in, asking for a new password, signing up, each with an
address that is known and one that is not.

    scripts/enumeration.py [--trials 500] [--only login|reset|signup] [--cheapest]

The server is the built binary (TB_BINARY, else the release build) on a directory of its own, without limits. A trial asks both
questions, in an order drawn by lot, over one connection. Two figures come out: the difference of the two 95th percentiles, and
how often somebody would be right who bets on the slower of two answers (0.5 is a guess).
"""

import argparse
import bisect
import http.client
import json
import math
import pathlib
import random
import statistics
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent / "conformance"))
from run import PASSWORD, Practice  # noqa: E402

KNOWN = ["admin", "therapist", "leaver"]
CREATED = {"first_name": "Robin", "last_name": "Meyer", "role": "patient", "password": PASSWORD}


def percentile(times, share):
    """The value that this share of the times does not exceed."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def advantage(one, other):
    """The chance that a value of `one` is greater than a value of `other`; ties count half. Folded to 0.5 and above."""
    ordered = sorted(other)
    wins = sum(bisect.bisect_left(ordered, value) + bisect.bisect_right(ordered, value) for value in one) / 2
    chance = wins / (len(one) * len(other))
    return max(chance, 1 - chance)


def measure(practice, path, bodies, trials):
    """Milliseconds of the answers to the known and to the unknown; `None` where the server has no such operation."""
    lot = random.Random(1)
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(practice.url).netloc, timeout=60)
    times, answers = {True: [], False: []}, {True: set(), False: set()}
    for trial in range(-20, trials):
        for known in lot.sample([True, False], 2):
            body = json.dumps(bodies(known, trial, lot))
            started = time.perf_counter()
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            taken = 1000 * (time.perf_counter() - started)
            if answer.status in (403, 404, 405):
                return None
            answers[known].add((answer.status, text if path != "/api/auth/signup" else b""))
            # The first ones only warm up.
            if trial >= 0:
                times[known].append(taken)
    if answers[True] != answers[False] or len(answers[True]) != 1:
        raise SystemExit(f"{path}: the answers themselves differ: {answers}")
    return times[True], times[False]


def address(known, lot):
    """An address with an account, or one that nobody has."""
    name = lot.choice(KNOWN) if known else "".join(lot.choices("abcdefghijklmnopqrstuvwxyz", k=8))
    return f"{name}@practice.example"


QUESTIONS = {
    "login": ("/api/auth/login", lambda known, _, lot: {"email": address(known, lot), "password": "Not-my-passw0rd!"}),
    "reset": ("/api/auth/password-reset", lambda known, _, lot: {"email": address(known, lot)}),
    "signup": ("/api/auth/signup", lambda known, _, lot: {**CREATED, "email": address(known, lot)}),
}


def main():
    """Prints a line for each question."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--only", choices=QUESTIONS, action="append")
    parser.add_argument("--cheapest", action="store_true", help="hash at the least cost the product accepts")
    arguments = parser.parse_args()
    print("question  trials   known p50   p95    unknown p50   p95    p95 difference   bet won", flush=True)
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        if arguments.cheapest:
            # Dear hashes scatter by more than the difference that is looked for.
            (directory / "data").mkdir(mode=0o700)
            (directory / "data" / "password-cost").write_text("m=19456,t=2,p=1\n")
        practice = Practice(directory)
        for name in arguments.only or QUESTIONS:
            found = measure(practice, *QUESTIONS[name], arguments.trials)
            if found is None:
                print(f"{name:<8}  the server does not offer this")
                continue
            known, unknown = found
            (k50, u50), (k95, u95) = map(statistics.median, found), (percentile(times, 0.95) for times in found)
            print(
                f"{name:<8}  {arguments.trials:>6}  {k50:>7.1f} ms {k95:>7.1f} ms  {u50:>7.1f} ms {u95:>7.1f} ms"
                f"  {abs(k95 - u95):>10.2f} ms  {advantage(known, unknown):>10.3f}",
                flush=True,
            )
        practice.stop()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Runs the ratio benchmarks that this machine can run, reads criterion's last figures, and prints one table.

    scripts/bench/run.py [criterion] [recognition] [decoding] [memory] [server]
"""

import json
import sys

import decoding
import memory
import recognition
import server
from common import HEAD, TARGET, Row, Skipped, line, load


def seconds(nanoseconds):
    """A time in the unit that reads best."""
    for unit, size in [("s", 1e9), ("ms", 1e6), ("µs", 1e3)]:
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def criterion():
    """What `cargo bench` left under target/criterion."""
    found = []
    for estimates in sorted((TARGET / "criterion").glob("**/new/estimates.json")):
        measured = json.loads(estimates.read_text())
        about = json.loads((estimates.parent / "benchmark.json").read_text())
        median, spread = measured["median"], measured["median"]["confidence_interval"]
        text = seconds(median["point_estimate"])
        throughput = (about.get("throughput") or {}).get("Bytes")
        if throughput:
            text += f", {throughput / median['point_estimate'] * 1e9 / 2**20:.0f} MiB/s"
        between = f"95 % between {seconds(spread['lower_bound'])} and {seconds(spread['upper_bound'])}"
        found.append(Row(about["full_id"], "none set", text, between))
    if not found:
        raise Skipped("cargo bench --bench frames --bench practice has not run")
    return found


PARTS = {
    "criterion": criterion,
    "recognition": recognition.rows,
    "decoding": decoding.rows,
    "memory": memory.rows,
    "server": server.rows,
}


def main(names):
    """Runs the named parts, tells each row as soon as it is known, and prints them all together at the end."""
    rows, failed = [], False

    def tell(row):
        print(line(row), flush=True)
        rows.append(row)

    for name in names or PARTS:
        print(f"---- {name} (load {load():.1f})", flush=True)
        try:
            for row in PARTS[name]():
                tell(row)
        except Skipped as reason:
            tell(Row(name, "", "skipped", str(reason)))
        except (RuntimeError, OSError) as error:
            failed = True
            tell(Row(name, "", "FAILED", str(error).replace("\n", " ")))
    print("\n".join(["", HEAD, *map(line, rows)]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

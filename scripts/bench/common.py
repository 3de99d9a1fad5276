"""What the ratio benchmarks share: where things are, measured runs, test audio, and the table at the end.

Python's standard library only. Figures come from the kernel's own accounting of finished processes (wait4), which counts a
program together with the workers it has started and waited for.
"""

import dataclasses
import os
import pathlib
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
BINARY = pathlib.Path(os.environ.get("TB_BINARY", TARGET / "release/therapybridge"))
WORKERS = pathlib.Path(os.environ.get("TB_WORKERS_DIR", TARGET / "release"))
MODEL = ROOT / "models/demo/ggml-demo-en-q5_0.bin"
RECORDINGS = ROOT / "models/demo/sessions"
CACHE = ROOT / "build/bench"
PAIRS = int(os.environ.get("BENCH_PAIRS", "5"))

TEN_MINUTES = 600
THREE_HOURS = 3 * 3600


class Skipped(Exception):
    """A measurement that this machine cannot make; the text says what is missing."""


@dataclasses.dataclass
class Row:
    """A line of the table."""

    metric: str
    target: str
    measured: str
    note: str = ""


@dataclasses.dataclass
class Run:
    """What a finished process cost."""

    wall: float
    cpu: float
    peak_kib: int
    output: str
    errors: str


def need(path, how):
    """The path, or Skipped with the way to get it."""
    if not pathlib.Path(path).exists():
        raise Skipped(f"{path} is missing: {how}")
    return pathlib.Path(path)


def worker():
    """The speech worker."""
    return need(WORKERS / "tb-asr", "make workers")


def binary():
    """The product."""
    return need(BINARY, "make build")


def program(variable, what):
    """A program that is named by an environment variable, because it is not part of the product."""
    path = os.environ.get(variable)
    if not path:
        raise Skipped(f"{variable} is not set: it names {what}")
    return need(path, f"{variable} names it")


def run(command, environment=None):
    """Runs a command to its end and says what it cost. Fails loudly when the command does."""
    command = [str(part) for part in command]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.monotonic()
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env={**os.environ, **(environment or {})},
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        done = Run(
            wall=wall,
            cpu=usage.ru_utime + usage.ru_stime,
            peak_kib=usage.ru_maxrss,
            output=output.read().decode(errors="replace"),
            errors=errors.read().decode(errors="replace"),
        )
    if child.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}: {done.errors[-2000:]}")
    return done


def alternate(ours, theirs, pairs=PAIRS):
    """Runs two measurements as A B, B A, A B …, so that what drifts over time falls on both. Gives the list of pairs."""
    results = []
    for number in range(pairs):
        if number % 2 == 0:
            a = ours()
            b = theirs()
        else:
            b = theirs()
            a = ours()
        results.append((a, b))
    return results


def median_ratio(pairs, figure):
    """Median of the ratios within the pairs, with the smallest and the largest."""
    ratios = sorted(figure(a) / figure(b) for a, b in pairs)
    return statistics.median(ratios), ratios[0], ratios[-1]


def spread(ratio):
    """A ratio with its range: 0.61 (0.59–0.64)."""
    middle, low, high = ratio
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def ffmpeg(*arguments):
    """Runs ffmpeg quietly."""
    if not shutil.which("ffmpeg"):
        raise Skipped("ffmpeg is not installed: apt-get install ffmpeg")
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True)


def audio(name, seconds, sources, *encoding):
    """A file made of the demo's recordings, one after another and from the start again until it is long enough. Kept under
    build/bench for the next time."""
    path = CACHE / name
    if path.exists():
        return path
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        listing = pathlib.Path(scratch) / "list.txt"
        lines = [f"file '{RECORDINGS / source}'\n" for source in sources]
        listing.write_text("".join(lines * (1 + seconds // (200 * len(sources)))))
        made = pathlib.Path(scratch) / name
        ffmpeg("-f", "concat", "-safe", "0", "-i", listing, "-t", seconds, *encoding, made)
        made.rename(path)
    return path


def ten_minutes():
    """Ten minutes of two dialogues, one channel, as they were recorded (mp3)."""
    return audio("ten-minutes.mp3", TEN_MINUTES, ["work-stress.mp3", "grief-safety.mp3"], "-c", "copy")


def load():
    """Mean number of runnable processes over the last minute: above one, somebody else was working too."""
    return os.getloadavg()[0]


HEAD = "| Metric | Target | Measured | Note |\n| --- | --- | --- | --- |"


def line(row):
    """A row in Markdown."""
    return f"| {row.metric} | {row.target} | {row.measured} | {row.note} |"


def main(rows):
    """Runs one script by itself: each row as soon as it is known, for some take minutes."""
    print(HEAD, flush=True)
    try:
        for row in rows():
            print(line(row), flush=True)
    except Skipped as reason:
        print(f"skipped: {reason}")

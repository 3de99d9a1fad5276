#!/usr/bin/env python3
"""R1, R2, C1: a ten-minute recording from file to transcript, beside whisper.cpp's own command-line program.

    WHISPER_CLI=… WHISPER_CLI_MATCHED=… scripts/bench/recognition.py [demo] [tiny]

`demo` measures with the demo model, `tiny` with the same model widened to the shape of Whisper tiny (widen_model.py), which
writes the same words at the cost of a published model.

WHISPER_CLI is whisper-cli as upstream builds it (R2). WHISPER_CLI_MATCHED is whisper-cli of the release that the product
links (1.8.3), built as the product builds it: GGML_LLAMAFILE=ON, GGML_OPENMP=OFF (R1). docs/performance.md says how to build
both. BENCH_PAIRS sets the number of pairs (5).
"""

import json
import pathlib
import re
import sys
import tempfile

from common import CACHE, MODEL, Row, Skipped, alternate, binary, load, main, median_ratio, program, run, spread, ten_minutes
from widen_model import widen

# What whisper-cli is told so that it does the same work: one thread, no flash attention, beam 5, no second try at higher
# temperatures, no text carried from window to window, and times of single words.
MATCHED = ["-t", "1", "-nfa", "-bs", "5", "-nf", "-mc", "0", "-ojf"]
# Seconds that the demo model's encoder sees at once (512 positions of 20 ms).
WINDOW = 10.24


def product(model, recording, lanes):
    """Transcribes as a user does: process, worker, model, words."""
    with tempfile.TemporaryDirectory() as scratch:
        words = pathlib.Path(scratch) / "words.json"
        command = [binary(), "transcribe", recording, "--model", model, "--beam", "5", "--output", words]
        done = run(command, {"TB_DATA_DIR": scratch, "TB_ASR_LANES": str(lanes)})
        done.transcript = json.loads(words.read_text())
    return done


def whisper(cli, model, recording, options):
    """Runs whisper-cli; its timings tell how often the encoder ran."""
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch) / "words"
        formats = [] if "-ojf" in options else ["-oj"]
        done = run([cli, "-m", model, "-f", recording, "-of", out, *formats, *options])
        done.transcript = json.loads(out.with_suffix(".json").read_text(errors="replace"))
    done.windows = int(re.search(r"encode time = .*?/\s*(\d+) runs", done.errors).group(1))
    return done


def words_of(text):
    return len(text.split())


def compare(metric, target, model, recording, lanes, cli, options):
    """The row of one comparison."""
    before = load()
    pairs = alternate(lambda: product(model, recording, lanes), lambda: whisper(cli, model, recording, options))
    ours, theirs = pairs[-1]
    mine = sum(words_of(segment["text"]) for segment in ours.transcript["segments"])
    his = sum(words_of(segment["text"]) for segment in theirs.transcript["transcription"])
    wall = median_ratio(pairs, lambda done: done.wall)
    cpu = median_ratio(pairs, lambda done: done.cpu)
    note = (
        f"{len(pairs)} pairs; last: {ours.wall:.1f} s wall, {ours.cpu:.1f} s CPU beside {theirs.wall:.1f} s, {theirs.cpu:.1f} s; "
        f"words {mine} beside {his}; encoder {ours.transcript['summary']['encoder_windows']} beside {theirs.windows} runs; "
        f"load before {before:.1f}"
    )
    return Row(metric, target, f"{spread(wall)}; CPU {spread(cpu)}", note)


def model_of(shape):
    """The model's file."""
    if shape == "demo":
        return MODEL
    path = CACHE / "demo-as-tiny.bin"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        path.write_bytes(widen(MODEL.read_bytes(), 2))
    return path


COMPARISONS = [
    ("R1 wall / whisper-cli, identical settings", "≤ 1.02", 1, "WHISPER_CLI_MATCHED", MATCHED),
    ("R2 wall / whisper-cli as shipped", "≤ 0.70", 0, "WHISPER_CLI", []),
    ("R2 the same, one thread beside one lane", "none set", 1, "WHISPER_CLI", ["-t", "1"]),
    ("R2 the same, product with two lanes", "none set", 2, "WHISPER_CLI", []),
]


def windows(model, recording):
    """C1."""
    summary = product(model, recording, 0).transcript["summary"]
    least = -(-summary["speech_seconds"] // WINDOW)
    counted = f"{summary['encoder_windows']} runs, {summary['speech_seconds']:.0f} s of speech in {summary['duration_seconds']:.0f} s"
    return Row(f"C1 encoder runs / ⌈speech / {WINDOW} s⌉", "≤ 1.10", f"{summary['encoder_windows'] / least:.2f}", counted)


def rows(shapes=("demo", "tiny")):
    """R1 and R2 with each model, and C1."""
    recording = ten_minutes()
    yield windows(MODEL, recording)
    for shape in shapes:
        for metric, target, lanes, variable, options in COMPARISONS:
            metric = f"{metric}, {shape} model"
            try:
                cli = program(variable, "a whisper-cli (docs/performance.md)")
                yield compare(metric, target, model_of(shape), recording, lanes, cli, options)
            except Skipped as reason:
                yield Row(metric, target, "skipped", str(reason))


if __name__ == "__main__":
    main(lambda: rows(sys.argv[1:] or ("demo", "tiny")))

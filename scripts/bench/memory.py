#!/usr/bin/env python3
"""R7: peak memory of transcribing three hours, against ten minutes of the same recording.

Two speakers on two channels at 44.1 kHz: the worst case, for both channels are detected, packed and recognised apart. The
mp3 goes all the way through `therapybridge transcribe` with beam 1; the wav (1.9 GB) is decoded and resampled only, unless
BENCH_FULL_WAV is set. Memory does not depend on what else the machine does.
"""

import os
import tempfile

from common import MODEL, TEN_MINUTES, THREE_HOURS, Row, audio, binary, main, run, worker

# As the demo recording is: 44.1 kHz, 64 kbit/s.
MP3 = ["-c", "copy"]
WAV = ["-ar", "44100", "-c:a", "pcm_s16le"]
FLAC = ["-ar", "44100", "-c:a", "flac"]


def recording(ending, seconds, encoding):
    hours = "three-hours" if seconds == THREE_HOURS else "ten-minutes"
    return audio(f"stereo-{hours}.{ending}", seconds, ["panic-grounding.mp3"], *encoding)


def transcribe(path):
    """Peak of the largest process: the worker with its model."""
    with tempfile.TemporaryDirectory() as scratch:
        words = os.path.join(scratch, "words.txt")
        return run(
            [binary(), "transcribe", path, "--model", MODEL, "--beam", "1", "--output", words], {"TB_DATA_DIR": scratch}
        )


def decode(path):
    return run([worker(), "--decode-only", path])


def compare(what, ending, encoding, measure):
    short = measure(recording(ending, TEN_MINUTES, encoding))
    long = measure(recording(ending, THREE_HOURS, encoding))
    growth = (long.peak_kib - short.peak_kib) / 1024
    note = f"{short.peak_kib / 1024:.1f} → {long.peak_kib / 1024:.1f} MiB at the peak, model and program included"
    return Row(f"R7 memory of 3 h − 10 min, {what}", "≤ 16 MiB", f"{growth:.1f} MiB", note), long


def rows():
    """Whole way for mp3, decoding for wav and flac, and the absolute peak."""
    row, long = compare("stereo mp3, whole way", "mp3", MP3, transcribe)
    yield row
    peak = long.peak_kib / 1024 - MODEL.stat().st_size / 2**20
    cost = f"{long.wall:.0f} s wall, {long.cpu:.0f} s CPU for three hours at beam 1"
    yield Row("Peak memory of the worker, 3 h stereo, without the model", "< 1024 MiB", f"{peak:.0f} MiB", cost)
    whole = bool(os.environ.get("BENCH_FULL_WAV"))
    for ending, encoding in [("wav", WAV), ("flac", FLAC)]:
        way = "whole way" if whole else "decode and resample"
        yield compare(f"stereo {ending}, {way}", ending, encoding, transcribe if whole else decode)[0]


if __name__ == "__main__":
    main(rows)

#!/usr/bin/env python3
"""R5: processor time of decoding and resampling ten minutes to 16 kHz, beside ffmpeg doing the same on one thread."""

from common import TEN_MINUTES, Row, alternate, audio, load, main, median_ratio, run, spread, worker

SOURCES = ["work-stress.mp3", "grief-safety.mp3"]
# File name, how ffmpeg makes it (44.1 or 48 kHz, two equal channels), target.
FORMATS = [
    ("wav.wav", ["-ar", "44100", "-c:a", "pcm_s16le"], 0.90),
    ("flac.flac", ["-ar", "44100", "-c:a", "flac"], 0.90),
    ("mp3.mp3", ["-ar", "44100", "-c:a", "libmp3lame", "-b:a", "128k"], 1.10),
    ("aac.m4a", ["-ar", "44100", "-c:a", "aac", "-b:a", "128k"], 0.90),
    ("vorbis.ogg", ["-ar", "44100", "-c:a", "libvorbis"], None),
    ("opus.webm", ["-ar", "48000", "-c:a", "libopus", "-b:a", "32k"], 0.95),
]


def by_ffmpeg(path, channels):
    """ffmpeg to 16 kHz floats, written nowhere."""
    return run(
        ["ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", path, "-ac", channels, "-ar", "16000"]
        + ["-f", "f32le", "-y", "/dev/null"]
    )


def rows():
    """One row a format."""
    for name, encoding, target in FORMATS:
        path = audio(f"ten-minutes-{name}", TEN_MINUTES, SOURCES, "-ac", "2", *encoding)
        decode = [worker(), "--decode-only", path]
        # The worker keeps two channels apart when they differ; ffmpeg then has to do the same work.
        channels = 2 if "Apart" in run(decode).output else 1
        pairs = alternate(lambda: run(decode), lambda: by_ffmpeg(path, channels))
        ours, theirs = pairs[-1]
        yield Row(
            f"R5 decode + resample CPU / ffmpeg, {name.split('.')[0]}",
            f"≤ {target:.2f}" if target else "none set",
            spread(median_ratio(pairs, lambda done: done.cpu)),
            f"{len(pairs)} pairs; {ours.cpu:.2f} s beside {theirs.cpu:.2f} s CPU; {ours.peak_kib / 1024:.0f} beside "
            f"{theirs.peak_kib / 1024:.0f} MiB; {channels} channel(s) out; load {load():.1f}",
        )


if __name__ == "__main__":
    main(rows)

#!/usr/bin/env python3
"""Makes a speech model that writes the same words as the demo model and costs what a published one costs.

    scripts/bench/widen_model.py FACTOR OUTPUT      2 gives Whisper tiny's width (384), 3 about base's (576)

The demo model is so small that fixed costs hide what matters for a real one. Here every feature stands FACTOR times side by
side: layer norms keep their mean and variance, attention heads are repeated, and a matrix that reads repeated features is
divided by FACTOR. So the function stays the same up to rounding, with weights in half precision and FACTOR² the arithmetic.
"""

import functools
import struct
import sys

from common import MODEL

Q5_0_BLOCK = struct.Struct("<eI16s")
HEADER = struct.Struct("<12i")
F32, F16, Q5_0 = 0, 1, 6


def q5_0(data):
    """Values of blocks of 32: a scale, a fifth bit each, and nibbles."""
    values = []
    for scale, fifth, nibbles in Q5_0_BLOCK.iter_unpack(data):
        values += [scale * (((n & 15) | (fifth >> j & 1) << 4) - 16) for j, n in enumerate(nibbles)]
        values += [scale * (((n >> 4) | (fifth >> (j + 16) & 1) << 4) - 16) for j, n in enumerate(nibbles)]
    return values


def row_reader(kind):
    """Bytes in a row of so many values, and how to read them."""
    if kind == F32:
        return (lambda n: 4 * n), (lambda data: struct.unpack(f"<{len(data) // 4}f", data))
    if kind == F16:
        return (lambda n: 2 * n), (lambda data: struct.unpack(f"<{len(data) // 2}e", data))
    if kind == Q5_0:
        return (lambda n: n // 32 * Q5_0_BLOCK.size), q5_0
    raise SystemExit(f"tensor type {kind} is none the demo model has")


def widened(name, shape, kind, data, factor):
    """Shape, type and bytes of a tensor of the wide model."""
    size, read = row_reader(kind)
    row = size(shape[0])
    rows = [data[at : at + row] for at in range(0, len(data), row)]
    half = len(shape) > 1 and "positional" not in name and not name.endswith("bias")
    letter = "e" if half else "f"

    def packed(values, scale):
        return struct.pack(f"<{len(values)}{letter}", *(scale * v for v in values))

    if name.startswith("decoder.ln."):
        # Both factors of the logits are repeated, so one of them makes up for it. Nothing else reads this norm.
        return [shape[0] * factor], F32, packed(read(data), 1 / factor) * factor
    if len(shape) == 1:
        return [shape[0] * factor], F32, packed(read(data), 1) * factor
    if ".conv" in name and name.endswith("bias"):
        return [1, shape[1] * factor], F32, packed(read(data), 1) * factor
    if ".conv" in name:
        taps, inputs, outputs = shape
        repeats = 1 if name.startswith("encoder.conv1") else factor
        values = read(data)
        each = taps * inputs
        kernels = [packed(values[at : at + each], 1 / repeats) * repeats for at in range(0, len(values), each)]
        return [taps, inputs * repeats, outputs * factor], F16, b"".join(kernels) * factor
    if "positional" in name or "token_embedding" in name:
        # A row is a feature vector; most words of the vocabulary share one.
        wide = functools.cache(lambda bytes_of_row: packed(read(bytes_of_row), 1) * factor)
        return [shape[0] * factor, shape[1]], F16 if half else F32, b"".join(map(wide, rows))
    wide = [packed(read(bytes_of_row), 1 / factor) * factor for bytes_of_row in rows]
    return [shape[0] * factor, shape[1] * factor], F16, b"".join(wide) * factor


def widen(model, factor):
    """The bytes of the wide model."""
    fields = list(HEADER.unpack_from(model))
    # Width and heads of encoder and decoder; weights in half precision.
    for index in (3, 4, 7, 8):
        fields[index] *= factor
    fields[11] = 1
    at = HEADER.size
    bands, bins = struct.unpack_from("<2i", model, at)
    at += 8 + 4 * bands * bins
    (words,) = struct.unpack_from("<i", model, at)
    at += 4
    for _ in range(words):
        (length,) = struct.unpack_from("<i", model, at)
        at += 4 + length
    parts = [HEADER.pack(*fields), model[HEADER.size : at]]
    while at < len(model):
        dimensions, length, kind = struct.unpack_from("<3i", model, at)
        at += 12
        shape = struct.unpack_from(f"<{dimensions}i", model, at)
        at += 4 * dimensions
        name = model[at : at + length]
        at += length
        count = 1
        for rows in shape[1:]:
            count *= rows
        size = row_reader(kind)[0](shape[0]) * count
        wide_shape, wide_kind, data = widened(name.decode(), shape, kind, model[at : at + size], factor)
        at += size
        parts += [struct.pack("<3i", dimensions, length, wide_kind), struct.pack(f"<{dimensions}i", *wide_shape), name, data]
    return b"".join(parts)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    with open(sys.argv[2], "wb") as output:
        output.write(widen(MODEL.read_bytes(), int(sys.argv[1])))

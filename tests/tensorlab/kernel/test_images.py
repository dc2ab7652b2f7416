"""Pictures as numbers: files written by hand after the specification are the witness."""

import os
import struct
import zlib

import numpy as np
import pytest

from tensorlab.kernel.images import READER, read_picture, read_png


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    lines: bytes, width: int, height: int, kind: int, depth: int = 8, interlaced: int = 0, more: bytes = b""
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    body = zlib.compress(lines)
    parts = [chunk(b"IDAT", body[:4]), chunk(b"IDAT", body[4:])]
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + b"".join(parts) + chunk(b"IEND", b"")


def filtered(values: np.ndarray, kind: int) -> bytes:
    """Lines coded with one filter, pixel by pixel, as section 9 of the specification writes it."""
    height, width, channels = values.shape
    out = bytearray()
    for row in range(height):
        out.append(kind)
        for at in range(width * channels):
            x = int(values[row].ravel()[at])
            a = int(values[row].ravel()[at - channels]) if at >= channels else 0
            b = int(values[row - 1].ravel()[at]) if row else 0
            c = int(values[row - 1].ravel()[at - channels]) if row and at >= channels else 0
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            out.append((x - (0, a, b, (a + b) // 2, paeth)[kind]) % 256)
    return bytes(out)


@pytest.mark.parametrize("kind", range(5))
@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_every_filter_and_every_kind_of_pixel_is_read(tmp_path, kind, colour, channels):
    values = np.random.default_rng(kind).integers(0, 256, (4, 5, channels), dtype=np.uint8)
    file = tmp_path / "a.png"
    file.write_bytes(png(filtered(values, kind), 5, 4, colour))

    assert np.array_equal(read_png(file), values)


def test_a_palette_is_looked_up(tmp_path):
    file = tmp_path / "a.png"
    palette = chunk(b"PLTE", bytes([1, 2, 3, 40, 50, 60]))
    file.write_bytes(png(bytes([0, 1, 0]), 2, 1, 3, more=palette))

    assert read_png(file).tolist() == [[[40, 50, 60], [1, 2, 3]]]


def test_what_is_not_read_is_refused(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(b"GIF89a")
    with pytest.raises(ValueError, match=r"a\.png is no PNG file"):
        read_png(file)

    file.write_bytes(png(bytes([0, 0, 0]), 1, 1, 0, depth=16))
    with pytest.raises(ValueError, match="8 bits a channel"):
        read_png(file)


def test_the_handle_gives_a_tensor(tmp_path):
    from tensorlab.kernel.agent import Agent

    file = tmp_path / "a.png"
    file.write_bytes(png(bytes([0, 9]), 1, 1, 0))
    space = {"__name__": "__main__"}
    agent = Agent(lambda _: None, space)
    agent.workspace.execute(f"x = lab.image({str(file)!r})", "In [1]")

    assert space["x"].tolist() == [[[9]]]


def test_without_another_reader_a_picture_is_read_here(tmp_path, monkeypatch):
    monkeypatch.delenv(READER, raising=False)
    file = tmp_path / "a.png"
    file.write_bytes(png(bytes([0, 7, 9]), 2, 1, 0))

    assert read_picture(file).tolist() == [[[7], [9]]]


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """Makes a module the reader of pictures."""

    def install(source: str) -> None:
        (tmp_path / "some_reader.py").write_text(source)
        monkeypatch.setenv(READER, "some_reader")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)

    return install


def test_another_reader_tells_the_pixels_by_its_output(reader):
    reader("import sys, numpy\nnumpy.save(sys.stdout.buffer, numpy.full((1, 2, 3), len(sys.argv), numpy.uint8))")

    assert read_picture("any.jpg").tolist() == [[[2, 2, 2], [2, 2, 2]]]


@pytest.mark.parametrize(
    ("source", "message"),
    [("import sys\nsys.exit('no such picture')", "no such picture"), ("raise SystemExit(1)", "any.jpg cannot be read")],
)
def test_what_another_reader_refuses_is_refused_with_its_words(reader, source, message):
    reader(source)

    with pytest.raises(ValueError, match=message):
        read_picture("any.jpg")

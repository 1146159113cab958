"""Draw the icon: the RJ12 socket of a meter, its six contacts and a flash.

It writes brand/icon.png and brand/icon@2x.png. Shapes are polygons with rounded
corners on a square of 256 units. Each line of pixels is cut by eight scan lines,
whose ends count by fractions of a pixel. Only sums, products and square roots are
used, so that every machine draws the same picture.
"""

from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import floor, sqrt
from pathlib import Path
import struct
from typing import NamedTuple
import zlib

FOLDER = Path(__file__).parents[1] / "custom_components/han_port/brand"
SIZES = {"icon.png": 256, "icon@2x.png": 512}

UNITS = 256
SCAN_LINES = 8
CURVE_STEPS = 24

type Point = tuple[float, float]
type Colour = tuple[float, ...]


class Layer(NamedTuple):
    """Shapes whose colour runs from the top to the bottom of the picture."""

    shapes: list[list[Point]]
    top: Colour
    bottom: Colour


def picture() -> list[Layer]:
    """Compose the layers, the lowest first."""
    housing = [(0.0, 0.0), (256.0, 0.0), (256.0, 256.0), (0.0, 256.0)]
    right = [(220.0, 40.0), (220.0, 172.0), (184.0, 172.0), (184.0, 218.0)]
    opening = right + [(UNITS - x, y) for x, y in reversed(right)]
    contacts = [
        [(x - 6.0, 58.0), (x + 6.0, 58.0), (x + 6.0, 86.0), (x - 6.0, 86.0)]
        for x in range(58, 212, 28)
    ]
    upper = [(150.0, 98.0), (82.0, 164.0), (122.0, 164.0)]
    flash = upper + [(UNITS - x, 310 - y) for x, y in upper]
    pale = (236, 214, 160)
    return [
        Layer([rounded(housing, 84)], (45, 168, 178), (18, 102, 130)),
        Layer([rounded(opening, 22)], (11, 52, 70), (8, 38, 54)),
        Layer([rounded(contact, 6) for contact in contacts], pale, pale),
        Layer([rounded(flash, 8)], (255, 224, 102), (255, 184, 56)),
    ]


def rounded(corners: list[Point], length: float) -> list[Point]:
    """Round the corners: a parabola begins and ends at `length` from each."""
    shape = []
    for index, corner in enumerate(corners):
        start = _on_the_way(corner, corners[index - 1], length)
        end = _on_the_way(corner, corners[(index + 1) % len(corners)], length)
        for step in range(CURVE_STEPS + 1):
            share = step / CURVE_STEPS
            inward = _between(start, corner, share)
            outward = _between(corner, end, share)
            shape.append(_between(inward, outward, share))
    return shape


def _on_the_way(start: Point, end: Point, length: float) -> Point:
    """Return the point at `length` on the way, at half of it where that is less."""
    distance = sqrt((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2)
    return _between(start, end, min(length / distance, 0.5))


def _between(start: Point, end: Point, share: float) -> Point:
    """Return the point at a share of the way."""
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )


def draw(size: int) -> bytes:
    """Return the lines of pixels: red, green, blue and alpha of each."""
    layers = picture()
    return b"".join(_line(layers, row, size) for row in range(size))


def png(size: int) -> bytes:
    """Return the picture as a PNG file."""
    stride = size * 4
    pixels = draw(size)
    lines = b"".join(
        b"\0" + pixels[start : start + stride]
        for start in range(0, len(pixels), stride)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def main() -> None:
    """Write the files."""
    FOLDER.mkdir(exist_ok=True)
    for name, size in SIZES.items():
        (FOLDER / name).write_bytes(png(size))


def _line(layers: list[Layer], row: int, size: int) -> bytes:
    """Paint layer over layer on one line of pixels."""
    colours: list[Colour] = [(0, 0, 0)] * size
    alphas = [0.0] * size
    for layer in layers:
        paint = _mix(layer.top, layer.bottom, row / (size - 1))
        for column, covered in _coverage(layer.shapes, row, size):
            alpha = covered + alphas[column] * (1 - covered)
            colours[column] = _mix(colours[column], paint, covered / alpha)
            alphas[column] = alpha
    return bytes(
        round(value)
        for colour, alpha in zip(colours, alphas, strict=True)
        for value in (*colour, alpha * 255)
    )


def _coverage(
    shapes: list[list[Point]], row: int, size: int
) -> Iterator[tuple[int, float]]:
    """Yield the pixels of a line that shapes cover, and how much of each."""
    changes = [0.0] * (size + 2)
    for step in range(SCAN_LINES):
        y = (row + (step + 0.5) / SCAN_LINES) * UNITS / size
        for shape in shapes:
            for index, edge in enumerate(_crossings(shape, y)):
                x = edge * size / UNITS
                column = floor(x)
                weight = (-1) ** index / SCAN_LINES
                changes[column] += weight * (column + 1 - x)
                changes[column + 1] += weight * (x - column)
    for column, covered in enumerate(accumulate(changes[:size])):
        if covered > 1e-6:
            yield column, min(covered, 1.0)


def _crossings(shape: list[Point], y: float) -> list[float]:
    """Return where a horizontal line crosses the outline, from left to right."""
    return sorted(
        x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        for (x0, y0), (x1, y1) in pairwise((*shape, shape[0]))
        if (y0 <= y) != (y1 <= y)
    )


def _mix(below: Colour, above: Colour, share: float) -> Colour:
    """Mix two colours."""
    return tuple(b + (a - b) * share for b, a in zip(below, above, strict=True))


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Frame a chunk of a PNG file."""
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


if __name__ == "__main__":
    main()

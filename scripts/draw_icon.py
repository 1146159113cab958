"""Draw the icon: the RJ12 socket of a meter, six contacts and a flash.

    scripts/draw_icon.py        writes brand/icon.png and brand/icon@2x.png

Shapes are polygons with rounded corners on a square of 256 units. Each line of
pixels is cut by eight scan lines whose ends count by fractions of a pixel. Only
sums, products and square roots are used, so every machine draws the same.
"""

from collections.abc import Iterator
from itertools import accumulate, batched, pairwise
from math import ceil, floor, hypot
from pathlib import Path
import struct
from typing import NamedTuple
import zlib

UNITS = 256
FOLDER = Path(__file__).parents[1] / "custom_components/han_port/brand"
SIZES = {"icon.png": 256, "icon@2x.png": 512}

_SCAN_LINES = 8
_CURVE_STEPS = 24

type Point = tuple[float, float]
type Polygon = list[Point]
type Colour = tuple[int, int, int]


class Layer(NamedTuple):
    """Shapes of one colour, which runs from top to bottom of the picture."""

    shapes: list[Polygon]
    top: Colour
    bottom: Colour


def rounded(corners: Polygon, radius: float) -> Polygon:
    """Round the corners of a polygon, each by a parabola."""
    shape = []
    around = zip([corners[-1], *corners], corners, [*corners[1:], corners[0]])
    for before, corner, after in around:
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for step in range(_CURVE_STEPS + 1):
            t = step / _CURVE_STEPS
            weights = (1 - t) ** 2, 2 * t * (1 - t), t**2
            shape.append(_mean((start, corner, end), weights))
    return shape

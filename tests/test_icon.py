"""The icon in the tree is the one that its script draws."""

from pathlib import Path
import runpy
import struct
import zlib

import pytest

ROOT = Path(__file__).parents[1]
BRAND = ROOT / "custom_components/han_port/brand"
SIZES = {"icon.png": 256, "icon@2x.png": 512}


def _lines(png: bytes) -> list[bytes]:
    """Unpack an RGBA picture without filters, and check every chunk on the way."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks: dict[bytes, bytes] = {}
    at = 8
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        kind, data = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", png, at + 8 + length)
        assert checksum == zlib.crc32(kind + data)
        chunks[kind] = data
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    width, height, *form = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert form == [8, 6, 0, 0, 0]
    stride = 1 + 4 * width
    data = zlib.decompress(chunks[b"IDAT"])
    lines = [data[start : start + stride] for start in range(0, len(data), stride)]
    assert len(lines) == height
    assert all(len(line) == stride and line[0] == 0 for line in lines)
    return [line[1:] for line in lines]


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_is_what_the_script_draws(name: str, size: int) -> None:
    """Drawing again gives the same pixels, whatever zlib packs them."""
    script = runpy.run_path(str(ROOT / "scripts/draw_icon.py"))
    assert b"".join(_lines((BRAND / name).read_bytes())) == script["draw"](size)


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_is_a_square_of_the_size_its_name_says(name: str, size: int) -> None:
    """Home Assistant asks for 256 pixels, and for 512 at double resolution."""
    lines = _lines((BRAND / name).read_bytes())
    assert (len(lines), len(lines[0]) // 4) == (size, size)


@pytest.mark.parametrize("name", SIZES)
def test_corners_are_transparent(name: str) -> None:
    """The ground shows at the four corners, so the icon fits light and dark."""
    lines = _lines((BRAND / name).read_bytes())
    corners = [line[at] for line in (lines[0], lines[-1]) for at in (3, -1)]
    assert corners == [0, 0, 0, 0]


@pytest.mark.parametrize("name", SIZES)
def test_is_trimmed(name: str) -> None:
    """The drawing reaches all four edges."""
    lines = _lines((BRAND / name).read_bytes())
    edges = [
        max(lines[0][3::4]),
        max(lines[-1][3::4]),
        max(line[3] for line in lines),
        max(line[-1] for line in lines),
    ]
    assert edges == [255, 255, 255, 255]


def test_brand_holds_no_other_file() -> None:
    """Home Assistant knows eight names; a stray one would be shipped for nothing."""
    assert {path.name for path in BRAND.iterdir()} == set(SIZES)

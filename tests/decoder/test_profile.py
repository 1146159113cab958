"""Tests of the settings of a line as text."""

import pytest

from custom_components.han_port.decoder import PROFILES, Line


def is_line(text: str) -> bool:
    """Tell whether a text can be read as settings of a line."""
    try:
        Line.parse(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "line", [line for profile in PROFILES.values() for line in profile.lines], ids=str
)
def test_line_read_back(line: Line) -> None:
    """The text of a line gives the line again."""
    assert Line.parse(str(line)) == line


@pytest.mark.parametrize(
    "text", ["", "115200", "115200 8", "8N1", "fast 8N1", "9600 7O1", "9600 8N2"]
)
def test_no_line(text: str) -> None:
    """A text that names no line of the table is refused."""
    assert not is_line(text)

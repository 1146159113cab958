"""Tests of makers' names."""

import pytest

from custom_components.han_port.decoder import maker


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EGM", "Elgama"),
        ("egm5G35", "Elgama"),
        ("APA", "Apator"),
        ("KPL", "Sanxing"),
        ("XYZ", None),
        ("", None),
        (None, None),
    ],
)
def test_maker(text: str | None, name: str | None) -> None:
    """The first three letters tell who made a meter."""
    assert maker(text) == name

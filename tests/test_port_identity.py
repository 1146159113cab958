"""One port is one port, however it is written."""

from pathlib import Path

import pytest

from custom_components.han_port.ports import identities


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("socket://meter.local:2000", "tcp://METER.local:2000/"),
        ("socket://localhost:2000", "socket://127.0.0.1:2000"),
        ("socket://meter.local:2000", "SOCKET://meter.local:2000?x=1"),
        ("rfc2217://meter.local:4000", "rfc2217://meter.local:4000/"),
    ],
)
def test_same_port(one: str, other: str) -> None:
    """Scheme, letter case and trimmings make no second port."""
    first, second = identities([one, other])
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("socket://meter.local:2000", "socket://meter.local:2001"),
        ("socket://meter.local:2000", "rfc2217://meter.local:2000"),
        ("esphome://m:6053/?port_name=HAN", "esphome://m:6053/?port_name=han"),
        ("socket://meter.local:none", "socket://meter.local:nil"),
        ("/dev/ttyUSB0", "/dev/ttyUSB1"),
    ],
)
def test_other_port(one: str, other: str) -> None:
    """Number, protocol and the name of a proxy's port do."""
    first, second = identities([one, other])
    assert first != second


def test_link_to_a_port(tmp_path: Path) -> None:
    """A name that leads to a port is that port."""
    link = tmp_path / "meter"
    link.symlink_to("/dev/null")
    first, second = identities([str(link), "/dev/null"])
    assert first == second

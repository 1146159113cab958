"""Tests of what is remembered of the meters that are heard."""

import pytest

from custom_components.han_port.decoder import Address, Reception, read_headers
from custom_components.han_port.station import KEPT, MOST, Station, Stations
from tests.radios import address, reception


def _taken(station: Station, heard: Reception, at: float = 0) -> None:
    """Let a station be heard."""
    station.at = at
    headers = read_headers(heard.telegram)
    assert headers
    station.take(heard, headers)


def _long(size: int) -> Reception:
    """Return a telegram that is longer than a real one, by its filler."""
    return Reception(reception("heat").telegram + bytes(size))


@pytest.mark.parametrize(
    ("name", "is_encrypted", "security"),
    [
        ("gama", True, "AES-CBC"),
        ("easymeter", True, "AES-CBC with CMAC"),
        ("heat", False, "none"),
    ],
)
def test_station_tells_its_security(
    name: str, *, is_encrypted: bool, security: str
) -> None:
    """Of a whole telegram the headers say it."""
    station = Station(address(name), 0)
    _taken(station, reception(name, rssi=-71.5))
    assert (station.is_encrypted, station.security) == (is_encrypted, security)
    assert (station.rssi, station.telegrams, station.cut) == (-71.5, 1, 0)


def test_meter_that_also_sends_in_clear_is_encrypted() -> None:
    """Its key is needed all the same."""
    station = Station(address(), 0)
    for name in ("gama", "heat"):
        _taken(station, reception(name))
    assert station.is_encrypted


def test_last_telegram_of_each_length_is_kept() -> None:
    """Two of the same length are not worth to be kept."""
    station = Station(address(), 0)
    first, short, last = reception(turn=0), reception(turn=4), reception(turn=5)
    for at, heard in enumerate((first, short, last)):
        _taken(station, heard, at)
    assert station.held == [(short, 1), (last, 2)]
    assert station.receptions == [short, last]
    assert station.telegrams == 3


def test_shortest_telegrams_are_let_go() -> None:
    """The longest say most."""
    station = Station(address("heat"), 0)
    for size in (2, 0, 3, 1):
        _taken(station, _long(size), size)
    assert len(station.held) == KEPT
    assert station.receptions == [_long(1), _long(2), _long(3)]


def test_facts_name_nobody() -> None:
    """They are for diagnostics."""
    station = Station(address(), 0)
    _taken(station, reception())
    station.cut += 1
    assert station.facts == {
        "rssi": -60,
        "telegrams": 1,
        "cut": 1,
        "security": "AES-CBC",
    }


def test_meters_heard_long_ago_are_forgotten() -> None:
    """However many there are in a city."""
    stations = Stations()
    first = stations.at(Address("EGM", "00000000", 1, 2), 0)
    for number in range(1, MOST + 1):
        stations.at(Address("EGM", f"{number:08}", 1, 2), number)
        assert stations.at(first.address, number) is first
    assert len(stations) == MOST
    assert Address("EGM", "00000001", 1, 2) not in stations
    assert next(reversed(list(stations))) == first.address
    assert stations[first.address].at == MOST


def test_who_was_heard_again_is_kept_among_many_false_ones() -> None:
    """Noise may look like meters, each of them only once."""
    stations = Stations()
    own = stations.at(address(), 0)
    for _ in range(2):
        _taken(own, reception())
    for number in range(2 * MOST):
        _taken(stations.at(Address("EGM", f"{number:08}", 1, 2), number), reception())
    assert len(stations) == MOST
    assert stations[address()] is own
    assert Address("EGM", f"{2 * MOST - 1:08}", 1, 2) in stations
    assert Address("EGM", f"{MOST:08}", 1, 2) not in stations

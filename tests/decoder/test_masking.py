"""Tests that masked telegrams are read like those that the meters have sent."""

from datetime import UTC, datetime

import pytest

from custom_components.han_port.decoder import (
    Event,
    Integrity,
    Keys,
    Telegram,
)
from custom_components.han_port.decoder.masking import CAPTURE_KEYS, mask
from simulator.household import Household
from simulator.meters import METERS, VARIANTS
from tests.decoder.feeding import decode, telegrams
from tests.decoder.masked import check_same, masked_again, numbers, traces
from tests.decoder.real import (
    BINARY,
    FOLDER,
    READABLE,
    content,
    keys,
)
from tests.decoder.samples import CARRIERS, UNVERIFIED, Sample

WIRED = {
    f"{profile} {name}".strip(): meter
    for profile, meters in {**{name: {"": one} for name, one in METERS.items()}}.items()
    for name, meter in {**meters, **VARIANTS.get(profile, {})}.items()
    if profile != "wmbus"
}
NOON = datetime(2026, 1, 17, 12, tzinfo=UTC)


def decoded(data: bytes, opened_by: Keys | None) -> list[Event]:
    """Decode as in Norway."""
    return decode(data, country="NO", keys=opened_by)


def test_there_are_telegrams() -> None:
    """Without the shared folder nothing here proves anything."""
    assert (len(READABLE), len(BINARY)) == (37, 25), f"{FOLDER} lacks telegrams"


@pytest.mark.parametrize("name", READABLE + BINARY)
def test_read_as_before(name: str) -> None:
    """Registers, time and integrity of every real telegram stay, and refusals."""
    for event in decoded(content(name), keys(name)):
        check_same(event, masked_again(event, keys(name), decoded))


@pytest.mark.parametrize("name", READABLE + BINARY)
def test_nothing_identifies(name: str) -> None:
    """No number of the meter is left, neither plain nor within what is ciphered."""
    for one in telegrams(decoded(content(name), keys(name))):
        data = mask(one, keys(name))
        (again,) = decoded(data, keys(name) and CAPTURE_KEYS)
        assert isinstance(again, Telegram)
        shown = data + repr((again.registers, again.unread, again.meter)).encode()
        for trace in traces(numbers(one)):
            assert trace not in shown


@pytest.mark.parametrize("name", [name for name in BINARY if keys(name)])
def test_without_a_key(name: str) -> None:
    """What no key opens is refused for that again, with another title."""
    (event,) = decoded(content(name), None)
    (opened,) = telegrams(decoded(content(name), keys(name)))
    check_same(event, masked_again(event, None, decoded))
    assert all(trace not in mask(event, None) for trace in traces(numbers(opened)))


@pytest.mark.parametrize("sample", CARRIERS + UNVERIFIED, ids=str)
def test_carriers(sample: Sample) -> None:
    """Each carrier keeps what protects it."""
    (event,) = telegrams(decoded(sample.data, sample.keys))
    again = masked_again(event, sample.keys, decoded)
    check_same(event, again)
    assert isinstance(again, Telegram)
    assert again.integrity is not Integrity.NONE


@pytest.mark.parametrize("sample", CARRIERS, ids=str)
def test_wrong_keys(sample: Sample) -> None:
    """A refusal for a key stays one for a key."""
    wrong = Keys(bytes(16), bytes(16))
    for event in decoded(sample.data, wrong):
        check_same(event, masked_again(event, wrong, decoded))


@pytest.mark.parametrize("sample", CARRIERS[1:], ids=str)
def test_wrong_authentication_key(sample: Sample) -> None:
    """A tag that did not fit its key does not fit the published one."""
    assert sample.keys
    wrong = Keys(sample.keys.encryption, bytes(16))
    for event in decoded(sample.data, wrong):
        check_same(event, masked_again(event, wrong, decoded))


@pytest.mark.parametrize("meter", WIRED)
def test_simulated_meters(meter: str) -> None:
    """So it is with the meters of the simulator."""
    one = WIRED[meter]
    known = one.keys and Keys(one.keys.encryption, one.keys.authentication)
    data = one.telegram(Household().at(NOON))
    (event,) = decode(data, one.profile, keys=known)
    assert isinstance(event, Telegram)
    check_same(
        event,
        masked_again(
            event, known, lambda data, keys: decode(data, one.profile, keys=keys)
        ),
    )

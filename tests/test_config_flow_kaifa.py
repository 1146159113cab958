"""Tests of the config flow: a meter whose checksum nobody knows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from homeassistant.core import HomeAssistant
import pytest

from simulator.household import Household
from simulator.meters import VARIANTS
from tests.entries import coordinator_of
from tests.flows import begin, confirm, enter, submit
from tests.secrets import ENCRYPTION, FIELDS
from tests.wire import Wire

pytestmark = pytest.mark.usefixtures("haste")


@pytest.fixture
async def kaifa() -> AsyncIterator[Wire]:
    """Run a Kaifa of Stoen Operator; what stands behind its `!` fits nothing."""
    snapshot = Household().at(datetime(2026, 1, 2, 12, tzinfo=UTC))
    telegram = VARIANTS["stoen"]["kaifa"].telegram(snapshot)
    data = telegram[: telegram.rindex(b"!")] + b"!0000\r\n"
    async with Wire(data=data) as wire:
        yield wire


async def test_the_tag_is_enough(hass: HomeAssistant, kaifa: Wire) -> None:
    """With both keys the telegrams are verified, whatever the checksum is."""
    form = await submit(hass, await begin(hass), kaifa.port, "stoen")
    entry = (await confirm(hass, await enter(hass, form, FIELDS)))["result"]
    assert str(coordinator_of(entry).data.integrity) == "gcm-tag"


async def test_one_key_is_not(hass: HomeAssistant, kaifa: Wire) -> None:
    """Without the authentication key nothing vouches for them: it is asked for."""
    form = await submit(hass, await begin(hass), kaifa.port, "stoen")
    form = await enter(hass, form, {"encryption_key": ENCRYPTION})
    assert form["step_id"] == "keys"
    assert form["errors"] == {"authentication_key": "unverified"}
    entry = (await confirm(hass, await enter(hass, form, FIELDS)))["result"]
    assert entry.title == "Kaifa MA309M"

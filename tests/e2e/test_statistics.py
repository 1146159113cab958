"""The Energy dashboard, last of all: its statistics have been made meanwhile."""

import pytest

from demo.household import EXPORT, IMPORT, entities, put_on_dashboard
from tests.home import Home, complaints, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: The statistics that the Energy dashboard asks for are made every five minutes, and
#: those go by in fifteen seconds.
STATISTICS = 60


async def test_the_energy_dashboard_takes_the_meters(home: Home) -> None:
    """Totals and powers are saved, and once statistics exist nothing is wrong."""
    meters = [
        await entities(home.client, entry_id)
        for entry_id in (home.entry_id, home.encrypted_entry_id)
    ]
    await put_on_dashboard(home.client, *meters)
    preferences = await home.client.command("energy/get_prefs")
    for source, by_code in zip(preferences["energy_sources"], meters, strict=True):
        assert source["stat_energy_from"] == by_code[IMPORT]
        assert source["stat_energy_to"] == by_code[EXPORT]
    with home.in_a_hurry():
        await until(
            lambda: home.client.command("energy/validate"),
            lambda result: result["energy_sources"] == [[], []],
            STATISTICS,
        )


async def test_the_log_has_nothing_to_say_against_us(home: Home) -> None:
    """No warning and no error comes from the integration."""
    assert complaints(home) == []

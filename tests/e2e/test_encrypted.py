"""A household in Warsaw: two keys, a cable, and a meter that encrypts."""

import json

import pytest

from demo.household import add_meter, differing, entities, write_each_telegram
from simulator import keys
from tests.home import Home, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = {"encryption_key": 16 * "AB"}
SWAPPED = {
    "encryption_key": keys.BOTH.fields["authentication_key"],
    "authentication_key": keys.BOTH.fields["encryption_key"],
}


async def test_a_wrong_key_and_swapped_keys_are_told_apart(home: Home) -> None:
    """The keys are asked for at once and tried on what the meter sends."""
    form = await home.client.begin(home.encrypted.port, "stoen")
    assert form["step_id"] == "keys"
    form = await home.client.submit(form, **WRONG)
    assert form["errors"] == {"encryption_key": "wrong_key"}
    form = await home.client.submit(form, **SWAPPED)
    assert form["step_id"] == "swapped"
    form = await home.client.submit(form)
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"]["meter"] == "Elgama GAMA 350"
    await home.client.abandon(form)


async def test_the_wire_alone_leads_to_the_keys(home: Home) -> None:
    """Detected automatically, the meter's telegrams ask for the keys."""
    form = await home.client.begin(home.encrypted.port, "auto")
    assert form["step_id"] == "keys"
    assert form["errors"] == {}
    await home.client.abandon(form)


async def test_the_entry_reads_the_meter(home: Home) -> None:
    """With the right keys the sensors show what the meter has sent."""
    entry = await add_meter(home.client, home.encrypted.port, "stoen", keys.BOTH.fields)
    home.encrypted_entry_id = entry["entry_id"]
    await write_each_telegram(home.client, home.encrypted_entry_id)
    assert entry["title"] == "Elgama GAMA 350"
    by_code = await entities(home.client, entry["entry_id"])
    assert {"1-0:1.8.0", "1-0:1.8.1", "1-0:2.8.0", "1-0:1.7.0"} <= by_code.keys()
    await until(
        lambda: differing(home.client, by_code, home.encrypted.sent),
        lambda codes: not codes,
        20,
    )


async def test_no_key_is_told_to_anybody(home: Home) -> None:
    """Neither the log nor the diagnostics hold a key."""
    path = f"/api/diagnostics/config_entry/{home.encrypted_entry_id}"
    told = json.dumps(await home.client.get(path)) + home.log.read_text()
    for key in (*keys.BOTH.fields.values(), *WRONG.values()):
        assert key.lower() not in told.lower()

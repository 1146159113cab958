"""A household in Warsaw with a stick: its meter among the neighbours' by radio."""

import json
from typing import Any

import pytest

from demo.household import (
    add_meter,
    confirmed,
    differing,
    entities,
    heard,
    link,
    listed,
    values,
    write_each_telegram,
)
from simulator.radio_meters import PROFILE, RADIO_METERS, RadioMeter
from simulator.receivers import RECEIVERS, TcpReceiver
from tests.home import INTERVAL, Home, complaints, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

GAMA = RADIO_METERS["gama"]
NEIGHBOUR = RADIO_METERS["gama-2"]
WATER = RADIO_METERS["water"]
WRONG = {"encryption_key": 16 * "AB"}


def reversed_key(meter: RadioMeter) -> dict[str, str]:
    """Return the key of a meter as some companies print it: last byte first."""
    key = bytes.fromhex(meter.key_fields["encryption_key"])
    return {"encryption_key": key[::-1].hex()}


async def by_code(home: Home, name: str) -> dict[str, str]:
    """Return the entities of a meter by the codes of their registers."""
    return await entities(home.client, home.radio_entry_ids[name])


async def wait_for(home: Home, name: str, *, available: bool) -> None:
    """Wait until all entities of a meter are available, or none is."""

    async def unavailable() -> set[bool]:
        rows = await values(home.client, await by_code(home, name))
        return {value.startswith("unavailable") for *_, value in rows}

    await until(unavailable, lambda found: found == {not available}, 90)


async def learn_the_interval(home: Home, name: str) -> None:
    """Wait until Home Assistant knows how often a meter sends."""
    path = f"/api/diagnostics/config_entry/{home.radio_entry_ids[name]}"

    async def interval() -> float:
        return float((await home.client.get(path))["data"]["interval"])

    await until(interval, lambda seconds: seconds < 5, 60)


async def show_what_was_sent(home: Home, name: str) -> None:
    """Wait until each register shows what the meter has sent last, digit for digit."""
    sent = home.receiver.station(name).sent
    found = await by_code(home, name)
    assert sent.keys() <= found.keys()
    await until(
        lambda: differing(home.client, found, sent), lambda codes: not codes, 30
    )


async def list_of_meters(home: Home) -> dict[str, Any]:
    """Begin a flow and go on to the list that has the household's meter."""
    form = await home.client.begin(home.receiver.port, PROFILE)
    return await listed(home.client, form, GAMA.address)


async def test_the_list_tells_the_meter_from_its_neighbours(home: Home) -> None:
    """The strongest is first; number, medium and encryption are told of each."""
    form = await list_of_meters(home)
    labels = heard(form)
    assert next(iter(labels)) == GAMA.address
    assert len(labels) >= 4
    assert labels[GAMA.address].startswith("Elgama 14000011: electricity, -58 dBm")
    assert labels[NEIGHBOUR.address].startswith("Elgama 14000012: electricity, -64")
    assert labels[WATER.address].startswith("Diehl 80000016: water")
    assert labels[GAMA.address].endswith(" encrypted")
    heat = RADIO_METERS["heat"].address
    assert labels.get(heat, "not encrypted").endswith("not encrypted")
    await home.client.abandon(form)


async def test_keys_are_told_apart(home: Home) -> None:
    """A wrong key, a neighbour's, and the right one backwards."""
    form = await list_of_meters(home)
    form = await home.client.submit(form, meter=GAMA.address)
    assert form["step_id"] == "meter_key"
    assert form["errors"] == {}
    form = await home.client.submit(form, encryption_key="no key")
    assert form["errors"] == {"encryption_key": "invalid_radio_key"}
    form = await home.client.submit(form, **WRONG)
    assert form["errors"] == {"encryption_key": "wrong_key"}
    form = await home.client.submit(form, **NEIGHBOUR.key_fields)
    assert form["step_id"] == "meters"
    assert form["errors"] == {"base": "other_meter_key"}
    assert form["description_placeholders"]["meter"] == "Elgama 14000011"
    assert form["description_placeholders"]["detail"] == "Elgama 14000012"
    form = await home.client.submit(form, meter=GAMA.address)
    form = await home.client.submit(form, **reversed_key(GAMA))
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"]["meter"] == "Elgama GAMA 150/350 …011"
    entry = await confirmed(home.client, form)
    assert entry["title"] == "Elgama GAMA 150/350 …011"
    home.radio_entry_ids["gama"] = entry["entry_id"]
    await write_each_telegram(home.client, entry["entry_id"])


async def test_states_are_the_numbers_of_the_telegram(home: Home) -> None:
    """All 17 registers show what the meter sent."""
    await show_what_was_sent(home, "gama")
    assert len(home.receiver.sent) == 17


async def test_a_second_meter_joins_the_open_receiver(home: Home) -> None:
    """Though the port is in use the water meter is added, and both go on."""
    entry = await add_meter(
        home.client, home.receiver.port, PROFILE, WATER.key_fields, WATER.address
    )
    home.radio_entry_ids["water"] = entry["entry_id"]
    await write_each_telegram(home.client, entry["entry_id"])
    await show_what_was_sent(home, "water")
    before = (await link(home.client, home.radio_entry_ids["gama"]))["telegrams"]
    await until(
        lambda: link(home.client, home.radio_entry_ids["gama"]),
        lambda told: told["telegrams"] > before,
        20,
    )
    await show_what_was_sent(home, "gama")


async def test_neighbours_change_nothing(home: Home) -> None:
    """Without its own telegrams a meter's values go, and those of another stay."""
    for name in home.radio_entry_ids:
        await learn_the_interval(home, name)
    home.receiver.station("gama").paused = True
    with home.in_a_hurry():
        await wait_for(home, "gama", available=False)
        await wait_for(home, "water", available=True)
        home.receiver.station("gama").paused = False
        await wait_for(home, "gama", available=True)


async def test_a_stick_pulled_and_put_back(home: Home) -> None:
    """It has forgotten its mode: both meters are back once it is opened anew."""
    with home.in_a_hurry():
        await home.receiver.stop()
        for name in home.radio_entry_ids:
            await wait_for(home, name, available=False)
        await home.receiver.start()
        for name in home.radio_entry_ids:
            await wait_for(home, name, available=True)


async def test_a_nanocul_says_that_it_cuts(home: Home) -> None:
    """The GAMA is on the list, and picking it tells why it cannot be read."""
    async with TcpReceiver(
        dialect=RECEIVERS["nanocul"](), interval=INTERVAL
    ) as cutting:
        form = await home.client.begin(cutting.port, PROFILE)
        form = await listed(home.client, form, NEIGHBOUR.address)
        form = await home.client.submit(form, meter=NEIGHBOUR.address)
        if form["step_id"] == "meter_key":
            form = await home.client.submit(form, **NEIGHBOUR.key_fields)
        assert form["errors"] == {"base": "receiver_cuts"}
        await home.client.abandon(form)


async def test_no_key_is_told_to_anybody(home: Home) -> None:
    """Neither the log nor the diagnostics hold a key, either way round."""
    told = [home.log.read_text()]
    for entry_id in home.radio_entry_ids.values():
        path = f"/api/diagnostics/config_entry/{entry_id}"
        told.append(json.dumps(await home.client.get(path)))
    keys = [
        key["encryption_key"].lower()
        for meter in (GAMA, NEIGHBOUR, WATER)
        for key in (meter.key_fields, reversed_key(meter))
    ]
    assert all(key not in text.lower() for key in keys for text in told)
    assert WRONG["encryption_key"].lower() not in "".join(told).lower()


async def test_the_log_has_nothing_to_say_against_us(home: Home) -> None:
    """No warning and no error comes from the integration."""
    assert complaints(home) == []

"""From the form to a cable that is pulled, in the order of a first hour."""

import asyncio
from decimal import Decimal
import re
from typing import Any

import pytest

from demo.household import (
    IMPORT,
    POWER_IMPORT,
    add_meter,
    entities,
    link,
    values,
    write_each_telegram,
)
from tests.home import Home, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def state(home: Home, code: str) -> dict[str, Any]:
    """Return the state of a register's sensor."""
    by_code = await entities(home.client, home.entry_id)
    answer = await home.client.get(f"/api/states/{by_code[code]}")
    return dict(answer)


async def lose(home: Home, code: str) -> None:
    """Wait until a register has no value any more."""
    await until(lambda: state(home, code), lambda s: s["state"] == "unavailable", 60)


async def come_back(home: Home) -> None:
    """Wait until there are values again."""
    await until(lambda: state(home, IMPORT), lambda s: s["state"] != "unavailable", 70)


async def heard(home: Home) -> dict[str, Any]:
    """Return what diagnostics say of the link."""
    return await link(home.client, home.entry_id)


async def test_a_missing_port_is_said_at_once(home: Home) -> None:
    """A port that is not there gives an error on its field, and the form again."""
    form = await home.client.begin("/dev/serial/by-id/none", "auto")
    assert form["errors"] == {"port": "port_missing"}
    assert form["step_id"] == "user"
    await home.client.abandon(form)


async def test_the_flow_shows_the_meter_before_it_saves(home: Home) -> None:
    """Detected automatically, in Finland, the meter is one of SK 13-1."""
    form = await home.client.begin(home.meter.port, "auto")
    assert form["step_id"] == "confirm"
    shown = form["description_placeholders"]
    assert shown["meter"] == "Aidon 7534"
    assert shown["registers"] == "27"
    assert "Active energy import: **2443" in shown["values"]
    assert form["data_schema"][0]["default"] == "sesko"
    await home.client.abandon(form)


async def test_the_entry_reads_the_meter(home: Home) -> None:
    """The entry is made through the flow and its 20 enabled sensors have values."""
    entry = await add_meter(home.client, home.meter.port, "sesko")
    home.entry_id = entry["entry_id"]
    await write_each_telegram(home.client, home.entry_id)
    by_code = await entities(home.client, home.entry_id)
    assert len(by_code) == 20
    await until(
        lambda: values(home.client, by_code),
        lambda rows: all(value[0].isdigit() or value[0] == "-" for *_, value in rows),
        20,
    )
    await until(lambda: heard(home), lambda link: link["telegrams"] > 1, 20)


async def test_states_are_the_numbers_of_the_telegram(home: Home) -> None:
    """Every state is the number that went over the wire, digit for digit."""
    by_code = await entities(home.client, home.entry_id)
    home.meter.paused = True
    telegram = home.meter.push_now().decode()
    sent = {
        code: Decimal(number)
        for code, number in re.findall(r"^(\S+)\(([-0-9.]+)\*", telegram, re.MULTILINE)
    }
    wanted = {code: sent[code] for code in by_code}

    async def shown() -> dict[str, Decimal]:
        rows = await values(home.client, by_code)
        return {code: Decimal(value.split()[0]) for code, _, value in rows}

    await until(shown, lambda numbers: numbers == wanted, 10)
    home.meter.paused = False
    assert len(wanted) == 20


async def test_silence_makes_values_unavailable_until_the_meter_is_back(
    home: Home,
) -> None:
    """Power goes first, totals after five minutes; one telegram brings all back."""
    home.meter.paused = True
    with home.in_a_hurry():
        await lose(home, POWER_IMPORT)
        assert (await state(home, IMPORT))["state"] != "unavailable"
        await lose(home, IMPORT)
        home.meter.paused = False
        await come_back(home)


async def test_a_cable_pulled_and_put_back(home: Home) -> None:
    """The port vanishes and comes back under its name: so do the values."""
    with home.in_a_hurry():
        await home.meter.stop()
        await lose(home, IMPORT)
        await home.meter.start()
        await come_back(home)


async def test_damaged_telegrams_change_nothing(home: Home) -> None:
    """A telegram with a wrong checksum is counted and gives no value."""
    before = (await state(home, IMPORT))["state"]
    home.meter.paused = True
    telegram = home.meter.meter.telegram(home.meter.household.at(home.meter.clock()))
    home.meter._write(telegram.replace(b"1-0:1.8.0(0002", b"1-0:1.8.0(0092"))
    await asyncio.sleep(1)
    after = (await state(home, IMPORT))["state"]
    home.meter.paused = False
    assert Decimal(after) - Decimal(before) < 1
    assert (await heard(home))["refused"]["checksum"] == 1

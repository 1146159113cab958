"""Tests of the config flow: the key of a radio meter, and what keeps it shut."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
import logging

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import TextSelector, TextSelectorType
import pytest

from custom_components.han_port import radio_link, radio_listener
from custom_components.han_port.decoder import RECEIVERS
from simulator.clock import utc_now
from simulator.cul import Cul
from simulator.household import Household
from simulator.keys import Keys
from simulator.radio_meters import RADIO_METERS, RadioMeter
from simulator.receivers import PtyReceiver, Station
from tests.entries import until
from tests.flows import begin, confirm, enter, settled
from tests.radio_flows import (
    GAMA,
    HEAT,
    KEY,
    SECOND,
    hearing,
    key_of,
    listed,
    offered,
    pick,
    radio_entry,
    receiver_of,
    unlock,
    words,
)
from tests.secrets import OTHER_KEY, leaks

pytestmark = pytest.mark.usefixtures("haste", "closed_dialogs")

OTUS = RADIO_METERS["otus"]
EASYMETER = RADIO_METERS["easymeter"]
#: A key of letters, as some companies hand out.
LETTERS = "TestKeyOfLetters"
#: A GAMA of which only the telegrams with clock and number are heard.
SHORT = replace(GAMA, short_every=1)


async def _key_form(hass: HomeAssistant, receiver: PtyReceiver) -> ConfigFlowResult:
    """Walk on until the key of the first meter is asked for."""
    meter = receiver.stations[0].meter
    form = await pick(hass, await listed(hass, receiver.port), meter)
    assert form["step_id"] == "meter_key"
    return form


async def test_form_tells_whose_key_and_where_from(hass: HomeAssistant) -> None:
    """The meter is named, and so are the companies with what they do."""
    async with hearing(GAMA) as receiver:
        form = await _key_form(hass, receiver)
        assert words(form)["meter"] == "Elgama 14000011"
        source = words(form)["keys_source"]
        assert source.startswith("Stoen Operator switches on the radio")
        for word in ("two months", "not those of the P1 port", "eLicznik", "PGE"):
            assert word in source


async def test_key_is_masked(hass: HomeAssistant) -> None:
    """One field, that nobody reads over a shoulder."""
    async with hearing(GAMA) as receiver:
        form = await _key_form(hass, receiver)
        assert form["data_schema"] is not None
        ((field, selector),) = form["data_schema"].schema.items()
        assert field == "encryption_key"
        assert isinstance(selector, TextSelector)
        assert selector.config["type"] == TextSelectorType.PASSWORD


@pytest.mark.parametrize(
    "spelling",
    [
        str.upper,
        lambda key: f" {bytes.fromhex(key).hex(':')} ",
        lambda key: bytes.fromhex(key).hex(" ", 4),
        lambda key: bytes.fromhex(key).hex("-", 2),
        lambda key: bytes.fromhex(key)[::-1].hex(),
    ],
    ids=["upper", "colons", "blanks", "dashes", "reversed"],
)
async def test_key_is_typed_as_it_is_printed(
    hass: HomeAssistant, spelling: Callable[[str], str]
) -> None:
    """However it is written, even backwards, it is saved as the meter has it."""
    async with hearing(GAMA) as receiver:
        form = await _key_form(hass, receiver)
        heard = await unlock(hass, form, spelling(KEY))
        done = await confirm(hass, heard)
        assert done["result"].data["encryption_key"] == KEY


async def test_key_of_letters(hass: HomeAssistant) -> None:
    """Sixteen characters are a key as well."""
    lettered = replace(GAMA, keys=Keys(LETTERS.encode()))
    async with hearing(lettered) as receiver:
        form = await _key_form(hass, receiver)
        done = await confirm(hass, await unlock(hass, form, LETTERS))
        assert done["result"].data["encryption_key"] == LETTERS.encode().hex()


@pytest.mark.parametrize("text", [KEY[:-1], f"{KEY}0", "fifteen letters"])
async def test_what_is_no_key_is_not_tried(hass: HomeAssistant, text: str) -> None:
    """The error stands on its field at once."""
    async with hearing(GAMA) as receiver:
        form = await unlock(hass, await _key_form(hass, receiver), text)
        assert form["step_id"] == "meter_key"
        assert form["errors"] == {"encryption_key": "invalid_radio_key"}
        assert (await unlock(hass, form))["step_id"] == "confirm"


async def test_wrong_key(hass: HomeAssistant) -> None:
    """It is told on its field, and the right one opens the meter then."""
    async with hearing(GAMA, SECOND) as receiver:
        form = await unlock(hass, await _key_form(hass, receiver), OTHER_KEY)
        assert form["step_id"] == "meter_key"
        assert form["errors"] == {"encryption_key": "wrong_key"}
        assert (await unlock(hass, form))["step_id"] == "confirm"


async def test_empty_field_tries_the_key_again(hass: HomeAssistant) -> None:
    """What was typed needs no second typing."""
    async with hearing(GAMA) as receiver:
        form = await unlock(hass, await _key_form(hass, receiver), OTHER_KEY)
        form = await unlock(hass, form, "")
        assert form["errors"] == {"encryption_key": "wrong_key"}


async def test_key_of_another_meter(hass: HomeAssistant) -> None:
    """It is named and chosen in the list; one click goes on with it."""
    async with hearing(GAMA, HEAT, SECOND) as receiver:
        form = await unlock(hass, await _key_form(hass, receiver), key_of(SECOND))
        assert form["step_id"] == "meters"
        assert form["errors"] == {"base": "other_meter_key"}
        assert words(form)["meter"] == "Elgama 14000011"
        assert words(form)["detail"] == "Elgama 14000012"
        heard = await enter(hass, form, {})
        assert heard["step_id"] == "confirm"
        entry = (await confirm(hass, heard))["result"]
        assert entry.unique_id == SECOND.address
        assert entry.data["encryption_key"] == key_of(SECOND)


async def test_key_of_another_meter_and_the_same_one_again(
    hass: HomeAssistant,
) -> None:
    """Who picks the meter once more is asked for its key once more."""
    async with hearing(GAMA, SECOND) as receiver:
        form = await unlock(hass, await _key_form(hass, receiver), key_of(SECOND))
        form = await pick(hass, form, GAMA)
        assert (form["step_id"], form["errors"]) == ("meter_key", {})
        assert (await unlock(hass, form))["step_id"] == "confirm"


async def test_key_of_a_meter_that_is_set_up(hass: HomeAssistant) -> None:
    """That one is not in the list: the key is asked for again."""
    async with hearing(GAMA, SECOND) as receiver:
        radio_entry("/dev/ttyNOWHERE7", SECOND).add_to_hass(hass)
        form = await unlock(hass, await _key_form(hass, receiver), key_of(SECOND))
        assert form["step_id"] == "meter_key"
        assert form["errors"] == {"encryption_key": "other_meter_key"}
        assert words(form)["detail"] == "Elgama 14000012"


@pytest.mark.parametrize("meter", [OTUS, EASYMETER], ids=["OTUS", "mode 7"])
async def test_other_meters_of_electricity(
    hass: HomeAssistant, meter: RadioMeter
) -> None:
    """Tariffs without a total, and security mode 7."""
    async with hearing(meter) as receiver:
        form = await _key_form(hass, receiver)
        heard = await unlock(hass, form, key_of(meter))
        assert "Active energy import:" in words(heard)["values"]
        assert (await confirm(hass, heard))["result"].unique_id == meter.address


async def test_telegram_without_values_proves_the_key(hass: HomeAssistant) -> None:
    """It is not shown: the next whole one is waited for."""
    async with hearing(SHORT) as receiver:
        form = await _key_form(hass, receiver)
        waiting = await hass.config_entries.flow.async_configure(
            form["flow_id"], {"encryption_key": KEY}
        )
        assert waiting["progress_action"] == "waiting"
        assert words(waiting)["meter"] == "Elgama 14000011"
        receiver.stations[0].meter = GAMA
        heard = await settled(hass, waiting)
        assert heard["step_id"] == "confirm"
        assert words(heard)["registers"] == "19"


async def test_nothing_but_telegrams_without_values(hass: HomeAssistant) -> None:
    """The key is kept: an empty field listens once more."""
    async with hearing(SHORT) as receiver:
        form = await unlock(hass, await _key_form(hass, receiver))
        assert form["step_id"] == "meter_key"
        assert form["errors"] == {"base": "meter_not_heard"}
        assert words(form)["meter"] == "Elgama 14000011"
        receiver.stations[0].meter = GAMA
        heard = await unlock(hass, form, "")
        assert (await confirm(hass, heard))["result"].data["encryption_key"] == KEY


@pytest.mark.parametrize("short_every", [0, 2], ids=["all", "the long ones"])
async def test_receiver_that_cuts(
    hass: HomeAssistant,
    nano_cul: PtyReceiver,
    monkeypatch: pytest.MonkeyPatch,
    short_every: int,
) -> None:
    """Nobody is asked for a key that would not help."""
    monkeypatch.setattr(radio_listener, "SOON", 0.6)
    nano_cul.stations[0].meter = replace(GAMA, short_every=short_every)
    form = await listed(hass, nano_cul.port)
    form = await pick(hass, form, GAMA)
    assert form["step_id"] == "meters"
    assert form["errors"] == {"base": "receiver_cuts"}
    assert words(form)["meter"] == "Elgama 14000011"
    heard = await pick(hass, form, HEAT)
    assert heard["step_id"] == "confirm"


async def test_cut_meter_is_listed_as_such(
    hass: HomeAssistant, nano_cul: PtyReceiver
) -> None:
    """Nothing is known of it but its address."""
    nano_cul.stations[0].meter = replace(GAMA, short_every=0)
    labels = offered(await listed(hass, nano_cul.port))
    assert labels[GAMA.address] == (
        "Elgama 14000011: electricity, 0 s ago, cut short by the receiver"
    )


async def test_meter_that_was_cut_once(
    hass: HomeAssistant, nano_cul: PtyReceiver
) -> None:
    """That may be chance: the next telegram is waited for, and none comes."""
    nano_cul.paused = True
    form = await begin(hass)
    answer = {"port": nano_cul.port, "profile": "wmbus"}
    shown = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
    await until(lambda: nano_cul.dialect.is_hearing)
    nano_cul.push_now()
    form = await pick(hass, await settled(hass, shown), GAMA)
    assert form["errors"] == {"base": "receiver_cuts"}


async def test_security_that_nobody_can_open(hass: HomeAssistant) -> None:
    """It is told by its name instead of asking for a key."""
    async with hearing(HEAT, paused=True) as receiver:
        form = await begin(hass)
        answer = {"port": receiver.port, "profile": "wmbus"}
        shown = await hass.config_entries.flow.async_configure(form["flow_id"], answer)
        telegram = bytearray(GAMA.telegram(Household().at(utc_now())))
        telegram[14] = 13
        await until(lambda: receiver_of(hass, form))
        receiver.push_now()
        receiver._write(receiver.heard(bytes(telegram), -60, None))
        form = await pick(hass, await settled(hass, shown), GAMA)
        assert (form["step_id"], form["errors"]) == ("meters", {"base": "unsupported"})
        assert words(form)["detail"] == "TLS, mode 13"
        assert (await pick(hass, form, HEAT))["step_id"] == "confirm"


async def test_meter_that_measures_nothing_known(hass: HomeAssistant) -> None:
    """Its telegrams are sound, but none of their values has a name."""
    strange = replace(HEAT, records=(bytes.fromhex("0A5A5006 0A5E1504"),))
    async with hearing(strange) as receiver:
        form = await pick(hass, await listed(hass, receiver.port), HEAT)
        assert (form["step_id"], form["errors"]) == ("meters", {"base": "unknown_list"})


async def test_receiver_that_is_unplugged_meanwhile(hass: HomeAssistant) -> None:
    """The port is what is wrong, not the meter."""
    async with hearing(SHORT) as receiver:
        form = await _key_form(hass, receiver)
        await receiver.stop()
        form = await unlock(hass, form)
        assert (form["step_id"], form["errors"]) == ("user", {"port": "port_missing"})


@pytest.fixture
async def nano_cul(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[PtyReceiver]:
    """Run a stick that cuts what is longer than its buffer."""
    monkeypatch.setattr(radio_link, "RECEIVERS", {"cul": RECEIVERS["cul"]})
    async with PtyReceiver(
        dialect=Cul(buffer=148),
        stations=[Station(GAMA, rssi=-60), Station(HEAT, rssi=-64)],
        interval=0.1,
    ) as receiver:
        yield receiver


@pytest.mark.parametrize("key", [KEY, OTHER_KEY, KEY[:-2], LETTERS])
async def test_key_goes_nowhere(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    """Right or wrong, no result of the dialog has it, and neither has the log."""
    caplog.set_level(logging.DEBUG)
    async with hearing(GAMA) as receiver:
        result = await unlock(hass, await _key_form(hass, receiver), key)
        flows = hass.config_entries.flow.async_progress()
        shown = f"{result!r} {flows!r} {caplog.text}"
        assert key not in shown
        assert not leaks(shown, KEY, OTHER_KEY, LETTERS.encode().hex())

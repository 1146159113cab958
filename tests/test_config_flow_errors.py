"""Tests of the config flow: what can go wrong, and trying again."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
import socket
from typing import NoReturn

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
import serialx

from custom_components.han_port.decoder import Line
from custom_components.han_port.link import open_link
from simulator.axdr import data_notification, structure, unsigned32, visible
from simulator.faults import Fault
from simulator.hdlc import frame
from simulator.push import PtyMeter, TcpMeter
from tests.decoder.compose import telegram
from tests.flows import begin, confirm, hearing_of, settled, submit, typed
from tests.wire import Wire, hanging_up, until_heard

pytestmark = pytest.mark.usefixtures("haste", "socket_enabled")

type Scene = Callable[[], AbstractAsyncContextManager[str]]

SOME_URL = "socket://meter.local:2000"
ESTONIA = "Estonia: Elektrilevi, Imatra Elekter (E360)"
POWER_ONLY = telegram("XYZ5NEW", ["1-0:1.7.0(0001.023*kW)"])
UNKNOWN = frame(
    data_notification(0, b"", structure([visible("NEW_LIST"), unsigned32(5)])),
    b"\x2b",
    b"\x21",
)
KAMSTRUP = "Sweden: Kamstrup OMNIPOWER (P1)"


@pytest.fixture(autouse=True)
def _estonia(hass: HomeAssistant) -> None:
    """Be at home in Estonia."""
    hass.config.country = "EE"


@asynccontextmanager
async def _no_device() -> AsyncIterator[str]:
    """Name a device that is not there."""
    yield "/dev/ttyNOWHERE7"


@asynccontextmanager
async def _in_use() -> AsyncIterator[str]:
    """Have a port open that a meter pushes to."""
    async with PtyMeter(interval=0.1) as meter, open_link(meter.port, Line()):
        yield meter.port


@asynccontextmanager
async def _regular_file() -> AsyncIterator[str]:
    """Name a file that is no port."""
    yield str(Path(__file__))


@asynccontextmanager
async def _nobody_listens() -> AsyncIterator[str]:
    """Name a TCP port that is closed."""
    async with TcpMeter() as meter:
        port = meter.port
    yield port


def _named(port: str) -> Scene:
    """Make a scene of a mere name."""

    @asynccontextmanager
    async def scene() -> AsyncIterator[str]:
        yield port

    return scene


def _faulty(fault: Fault) -> Scene:
    """Make a scene of a meter of which every telegram is damaged in one way."""

    @asynccontextmanager
    async def scene() -> AsyncIterator[str]:
        async with PtyMeter(interval=0.1, fault=fault) as meter:
            yield meter.port

    return scene


def _sending(data: bytes) -> Scene:
    """Make a scene of a port with these bytes."""

    @asynccontextmanager
    async def scene() -> AsyncIterator[str]:
        async with Wire(data=data) as wire:
            yield wire.port

    return scene


def _swedish_meter() -> AbstractAsyncContextManager[str]:
    """Run a Kamstrup meter."""
    data = telegram("KAM5", ["1-0:1.8.0(00006678.394*kWh)"])
    return _sending(data)()


TROUBLES = [
    (_no_device, "auto", "port", "port_missing"),
    (_in_use, "auto", "port", "port_busy"),
    (_regular_file, "auto", "port", "port_failed"),
    (_nobody_listens, "auto", "port", "host_refused"),
    (_named("socket://host"), "auto", "port", "port_malformed"),
    (_named("socket://host:99999"), "auto", "port", "port_malformed"),
    (_named("foo://host:2000"), "auto", "port", "port_malformed"),
    (hanging_up, "auto", "port", "link_closed"),
    (_faulty(Fault.SILENCE), "auto", "base", "silence"),
    (_faulty(Fault.NOISE), "auto", "base", "noise"),
    (_faulty(Fault.INVERTED), "sesko", "base", "noise"),
    (_faulty(Fault.BAD_CHECKSUM), "auto", "base", "checksum"),
    (_faulty(Fault.NO_CHECKSUM), "sesko", "base", "checksum"),
    (_sending(UNKNOWN), "kamstrup_dlms", "base", "unknown_list"),
    (_swedish_meter, "elektrilevi", "profile", "wrong_profile"),
    (_sending(POWER_ONLY), "sesko", "profile", "no_profile"),
]


@pytest.mark.parametrize(
    ("scene", "profile", "field", "trouble"),
    TROUBLES,
    ids=[f"{number} {row[-1]}" for number, row in enumerate(TROUBLES)],
)
async def test_trouble_is_named_and_can_be_mended(
    hass: HomeAssistant, scene: Scene, profile: str, field: str, trouble: str
) -> None:
    """The form comes back filled in with the reason; another try makes the entry."""
    async with scene() as port:
        form = await submit(hass, await begin(hass), port, profile)
        assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "user")
        assert form["errors"] == {field: trouble}
        assert typed(form) == {"port": port, "profile": profile}
    async with PtyMeter(interval=0.1) as meter:
        done = await confirm(hass, await submit(hass, form, meter.port))
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert done["result"].state is ConfigEntryState.LOADED


@pytest.mark.parametrize(
    ("port", "error", "trouble"),
    [
        ("/dev/ttyUSB0", PermissionError(13, "no"), "port_not_permitted"),
        (SOME_URL, socket.gaierror(-2, "unknown"), "host_unreachable"),
        (SOME_URL, OSError(113, "no route"), "host_unreachable"),
        (SOME_URL, TimeoutError(), "host_unreachable"),
    ],
)
async def test_what_cannot_be_staged_is_named_too(
    hass: HomeAssistant, port: str, error: OSError, trouble: str
) -> None:
    """Rights and networks that a test has not got fail by what serialx raises."""

    async def fail(*_: object, **__: object) -> NoReturn:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serialx, "open_serial_connection", fail)
        form = await submit(hass, await begin(hass), port)
    assert form["errors"] == {"port": trouble}
    async with PtyMeter(interval=0.1) as meter:
        done = await confirm(hass, await submit(hass, form, meter.port))
        assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_silence_tells_who_switches_the_port_on(hass: HomeAssistant) -> None:
    """As the first form does: by the country, or by the profile that was chosen."""
    first = await begin(hass)
    assert first["description_placeholders"] is not None
    assert first["description_placeholders"]["activation"].startswith("Elektrilevi")
    async with _faulty(Fault.SILENCE)() as port:
        form = await submit(hass, first, port, "kuopio")
    assert form["errors"] == {"base": "silence"}
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["activation"].startswith("Kuopion")


async def test_wrong_profile_tells_which_one_fits(hass: HomeAssistant) -> None:
    """The profiles that fit are called by the names in the select."""
    async with _swedish_meter() as port:
        form = await submit(hass, await begin(hass), port, "elektrilevi")
        assert form["description_placeholders"] is not None
        assert form["description_placeholders"]["profiles"] == KAMSTRUP
        done = await confirm(hass, await submit(hass, form, port, "kamstrup_se"))
        assert done["result"].data["profile"] == "kamstrup_se"


async def test_wrong_profile_tells_all_that_fit(hass: HomeAssistant) -> None:
    """Where several fit all are named, that of the country first."""
    async with _sending(telegram())() as port:
        form = await submit(hass, await begin(hass), port, "kamstrup_se")
    assert form["description_placeholders"] is not None
    labels = form["description_placeholders"]["profiles"].split("; ")
    assert labels[0] == ESTONIA
    assert len(labels) == 4


async def test_telegram_of_no_profile_can_be_read_as_it_is(
    hass: HomeAssistant,
) -> None:
    """With automatic detection a meter that nobody knows is an entry all the same."""
    async with _sending(POWER_ONLY)() as port:
        heard = await submit(hass, await begin(hass), port, "auto")
        done = await confirm(hass, heard)
        assert done["result"].data["profile"] == "auto"
        assert done["result"].title == "NEW"


async def test_second_error_takes_the_place_of_the_first(hass: HomeAssistant) -> None:
    """Each try is judged for itself."""
    form = await submit(hass, await begin(hass), "/dev/ttyNOWHERE7")
    form = await submit(hass, form, "socket://host")
    assert form["errors"] == {"port": "port_malformed"}


async def test_error_stays_when_the_form_is_drawn_anew(hass: HomeAssistant) -> None:
    """A browser that asks for the form twice does not lose the reason."""
    form = await submit(hass, await begin(hass), "/dev/ttyNOWHERE7")
    again = await hass.config_entries.flow.async_configure(form["flow_id"])
    assert again["errors"] == {"port": "port_missing"}


async def test_silence_then_a_telegram(hass: HomeAssistant) -> None:
    """A meter that wakes up late is heard when one listens once more."""
    async with PtyMeter(interval=0.1, paused=True) as meter:
        form = await submit(hass, await begin(hass), meter.port)
        assert form["errors"] == {"base": "silence"}
        meter.paused = False
        done = await confirm(hass, await submit(hass, form, meter.port))
        assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.BIT_ERRORS])
async def test_one_damaged_telegram_is_no_trouble(
    hass: HomeAssistant, fault: Fault
) -> None:
    """The next telegram is good: the flow waits for it."""
    async with PtyMeter(interval=0.1, paused=True) as meter:
        form = await begin(hass)
        answer = {"port": meter.port, "profile": "auto"}
        listening = await hass.config_entries.flow.async_configure(
            form["flow_id"], answer
        )
        await until_heard(meter, hearing_of(hass, form))
        meter.push_now(fault)
        meter.push_now()
        assert (await settled(hass, listening))["step_id"] == "confirm"

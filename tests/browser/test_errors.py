"""What goes wrong is said on the page, in a sentence that helps."""

import pytest

from custom_components.han_port.listener import PATIENCE
from custom_components.han_port.radio_listener import PATIENCE as RADIO_PATIENCE
from simulator import keys
from simulator.faults import Fault
from simulator.radio_meters import PROFILE as RADIO
from tests.home import Home
from tests.wire import hanging_up

from . import scenes
from .pages import Dialog
from .scenes import Scene
from .tab import Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Where it stands who switches the port on.
ACTIVATION = "selector.activation.options.{}"
#: What the list of meters calls the household's own.
OWN = "Elgama 14000011"

TROUBLES: dict[str, tuple[Scene, str]] = {
    "port_missing": (scenes.named("/dev/ttyNOWHERE7"), "auto"),
    "port_busy": (scenes.in_use, "auto"),
    "port_failed": (scenes.NO_PORT, "auto"),
    "port_malformed": (scenes.named("socket://host"), "auto"),
    "host_refused": (scenes.nobody_listens, "auto"),
    "host_unreachable": (scenes.named("socket://meter.invalid:2000"), "auto"),
    "link_closed": (hanging_up, "auto"),
    "silence": (scenes.meter(fault=Fault.SILENCE), "auto"),
    "noise": (scenes.meter(fault=Fault.NOISE), "auto"),
    "checksum": (scenes.meter(fault=Fault.BAD_CHECKSUM), "auto"),
    "unknown_list": (scenes.sending(scenes.UNKNOWN), "kamstrup_dlms"),
    "no_profile": (scenes.sending(scenes.POWER_ONLY), "sesko"),
    "no_meters": (scenes.deaf, RADIO),
}


async def submit(dialog: Dialog, port: str, profile: str) -> None:
    """Submit a port that is typed and a profile."""
    text = dialog.tab.text
    await dialog.type_port(port)
    await dialog.choose(text.field("user", "profile"), text.profile(profile))
    await dialog.submit()


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_trouble_is_told(home: Home, dialog: Dialog, trouble: str) -> None:
    """The form comes back with the port and the reason."""
    text = dialog.tab.text
    scene, profile = TROUBLES[trouble]
    filled_in = {
        "limit": RADIO_PATIENCE if profile == RADIO else PATIENCE,
        "socket_example": "socket://192.168.1.20:2000",
        "activation": text(ACTIVATION.format("wmbus" if profile == RADIO else "fi")),
    }
    with home.in_a_hurry():
        async with scene() as port:
            await submit(dialog, port, profile)
            await dialog.complains(text.error(trouble, **filled_in))
            await dialog.says(port, text.profile(profile))


async def test_a_port_that_floods(dialog: Dialog) -> None:
    """Time goes at its own pace: so much within a second is what is told."""
    async with scenes.flood() as port:
        await submit(dialog, port, "auto")
        await dialog.complains(dialog.tab.text.error("port_floods"))


async def test_a_wrong_profile_tells_which_one_fits(dialog: Dialog) -> None:
    """The profiles that fit are called as they are in the list of all."""
    text = dialog.tab.text
    async with scenes.meter("sesko")() as port:
        await submit(dialog, port, "kamstrup_se")
        await dialog.says(text.pattern("config.error.wrong_profile"))
        await dialog.says(text.profile("sesko"))


async def test_keys_for_a_meter_that_needs_none(home: Home, dialog: Dialog) -> None:
    """The keys are tried, and nothing that comes is encrypted."""
    async with scenes.meter("sesko")() as port:
        await submit(dialog, port, "stoen")
        await enter(dialog, **keys.BOTH.fields)
        await dialog.complains(dialog.tab.text.error("nothing_encrypted"))


async def test_one_key_that_verifies_nothing(home: Home, dialog: Dialog) -> None:
    """Where no checksum is known the other key is asked for."""
    with home.in_a_hurry():
        async with scenes.kaifa() as port:
            await submit(dialog, port, "stoen")
            await enter(dialog, encryption_key=keys.BOTH.fields["encryption_key"])
            await dialog.complains(dialog.tab.text.error("unverified"))


async def test_a_system_title_that_is_none(dialog: Dialog) -> None:
    """What cannot be a system title is not tried."""
    async with scenes.meter("stoen")() as port:
        await submit(dialog, port, "stoen")
        await enter(dialog, encryption_key=16 * "AB", system_title="none")
        await dialog.complains(dialog.tab.text.error("invalid_system_title"))


async def test_a_receiver_that_does_not_answer(home: Home, dialog: Dialog) -> None:
    """One is asked which receiver it is, and told that none was found."""
    with home.in_a_hurry():
        async with scenes.meter(fault=Fault.SILENCE)() as port:
            await submit(dialog, port, RADIO)
            await dialog.form("receiver")
            await dialog.complains(dialog.tab.text.error("receiver_missing"))


async def test_a_meter_of_which_no_values_are_heard(home: Home, dialog: Dialog) -> None:
    """The key fits, but nothing comes that is worth to be shown."""
    text = dialog.tab.text
    with home.in_a_hurry():
        async with scenes.receiver(scenes.VALUELESS)() as port:
            await submit(dialog, port, RADIO)
            await dialog.form("meters")
            await dialog.submit()
            await dialog.form("meter_key")
            field = text.field("meter_key", "encryption_key")
            await dialog.fill(field, scenes.GAMA.key_fields["encryption_key"])
            await dialog.submit()
            await dialog.complains(
                text.error("meter_not_heard", meter=OWN, limit=RADIO_PATIENCE)
            )


@pytest.mark.parametrize(
    ("scene", "trouble"),
    [
        (scenes.receiver(scenes.GAMA, kind="nanocul"), "receiver_cuts"),
        (scenes.receiver(scenes.SEALED), "unsupported"),
    ],
    ids=["receiver_cuts", "unsupported"],
)
async def test_a_meter_that_cannot_be_read_by_radio(
    home: Home, dialog: Dialog, scene: Scene, trouble: str
) -> None:
    """Nobody is asked for a key that would not help: why is said on the list."""
    with home.in_a_hurry():
        async with scene() as port:
            await submit(dialog, port, RADIO)
            await dialog.form("meters")
            await dialog.mark(f"{OWN}:")
            await dialog.submit()
            await dialog.complains(
                dialog.tab.text.error(trouble, meter=OWN, detail="TLS, mode 13")
            )


@pytest.mark.usefixtures("emptied")
async def test_a_port_that_another_meter_has(home: Home, dialog: Dialog) -> None:
    """It ends there, and says why."""
    async with scenes.meter("sesko")() as port:
        await submit(dialog, port, "sesko")
        await dialog.form("confirm")
        await dialog.submit()
        await dialog.finish()
        again = await Dialog.begin_from_the_list(dialog.tab)
        await submit(again, port, "auto")
        await again.ends("already_configured")


async def test_a_port_for_which_another_dialog_listens(
    dialog: Dialog, tab: Tab
) -> None:
    """Only one of two windows gets the meter."""
    async with scenes.meter("sesko")() as port:
        await submit(dialog, port, "sesko")
        await dialog.form("confirm")
        other = await Dialog.begin(tab)
        await submit(other, port, "sesko")
        await other.ends("already_in_progress")


async def enter(dialog: Dialog, **typed: str) -> None:
    """Fill in the form of the keys."""
    await dialog.form("keys")
    for field, text in typed.items():
        await dialog.fill(dialog.tab.text.field("keys", field), text)
    await dialog.submit()

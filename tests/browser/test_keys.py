"""A meter that encrypts: it is recognised, and its keys are tried on what it sends."""

import pytest

from simulator import keys
from simulator.meters import METERS, VARIANTS
from tests.home import Home

from .pages import Dialog

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.usefixtures("emptied"),
]

ENCRYPTION = keys.BOTH.fields["encryption_key"]
AUTHENTICATION = keys.BOTH.fields["authentication_key"]
OTHER = 16 * "AB"


async def enter(dialog: Dialog, encryption: str, authentication: str = "") -> None:
    """Fill in the keys and submit them."""
    text = dialog.tab.text
    await dialog.fill(text.field("keys", "encryption_key"), encryption)
    await dialog.fill(text.field("keys", "authentication_key"), authentication)
    await dialog.submit()


async def be_asked(home: Home, dialog: Dialog, profile: str = "stoen") -> None:
    """Go on to the form of the keys."""
    text = dialog.tab.text
    await dialog.type_port(home.encrypted.port)
    await dialog.choose(text.field("user", "profile"), text.profile(profile))
    await dialog.submit()
    await dialog.form("keys")


async def test_the_right_keys_make_the_entry(home: Home, dialog: Dialog) -> None:
    """What the meter sends asks for the keys; with them it is shown and saved."""
    await be_asked(home, dialog, "auto")
    await enter(dialog, ENCRYPTION, AUTHENTICATION)
    await dialog.form("confirm")
    await dialog.says("Elgama GAMA 350", dialog.tab.text.sensor("active_energy_import"))
    await dialog.submit()
    await dialog.finish()
    (entry,) = await home.client.command("config_entries/get", domain="han_port")
    assert entry["title"] == "Elgama GAMA 350"


async def test_a_wrong_key_is_told(home: Home, dialog: Dialog) -> None:
    """The error stands by the form, which is there to try again."""
    await be_asked(home, dialog)
    await dialog.says(dialog.tab.text("selector.keys_source.options.stoen"))
    await enter(dialog, OTHER)
    await dialog.complains(dialog.tab.text.error("wrong_key"))


async def test_a_wrong_authentication_key_is_told(home: Home, dialog: Dialog) -> None:
    """The other key is right: that is said."""
    await be_asked(home, dialog)
    await enter(dialog, ENCRYPTION, OTHER)
    await dialog.complains(dialog.tab.text.error("wrong_authentication_key"))


async def test_what_is_no_key_is_told(home: Home, dialog: Dialog) -> None:
    """A key that is too short is not tried at all."""
    await be_asked(home, dialog)
    await enter(dialog, ENCRYPTION[:-1])
    await dialog.complains(dialog.tab.text.error("invalid_key"))


async def test_swapped_keys_are_exchanged(home: Home, dialog: Dialog) -> None:
    """Keys in each other's place are offered to change places."""
    await be_asked(home, dialog)
    await enter(dialog, AUTHENTICATION, ENCRYPTION)
    await dialog.form("swapped")
    await dialog.submit()
    await dialog.form("confirm")


async def test_keys_that_are_not_needed(home: Home, dialog: Dialog) -> None:
    """The meter encrypts no more when they come: it is added without them."""
    home.encrypted.meter = VARIANTS["kamstrup_dlms"]["ciphered"]
    await be_asked(home, dialog, "kamstrup_dlms")
    home.encrypted.meter = METERS["kamstrup_dlms"]
    await enter(dialog, ENCRYPTION, AUTHENTICATION)
    await dialog.form("not_encrypted")
    await dialog.submit()
    await dialog.form("confirm")
    await dialog.says(dialog.tab.text.sensor("active_power_import"))

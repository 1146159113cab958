"""Tests of the config flow: the keys of a meter that encrypts."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from simulator.meters import METERS, VARIANTS
from simulator.push import PtyMeter, TcpMeter
from tests.entries import coordinator_of, meter_entry
from tests.flows import begin, confirm, enter, hearing_of, settled, submit
from tests.secrets import (
    AUTHENTICATION,
    ENCRYPTION,
    FIELDS,
    OTHER_KEY,
    STOEN,
    saved,
    with_other_keys,
)
from tests.wire import until_heard

pytestmark = pytest.mark.usefixtures("haste")

SWAPPED = {"encryption_key": AUTHENTICATION, "authentication_key": ENCRYPTION}


@pytest.fixture(autouse=True)
def _poland(hass: HomeAssistant) -> None:
    """Be at home in Warsaw."""
    hass.config.country = "PL"


async def test_profile_that_encrypts_asks_for_keys_at_once(
    hass: HomeAssistant,
) -> None:
    """Nobody waits for a telegram that cannot be read; who gives keys out is told."""
    form = await submit(hass, await begin(hass), "/dev/ttyNOWHERE7", "stoen")
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "keys")
    assert form["errors"] == {}
    assert form["description_placeholders"] is not None
    source = form["description_placeholders"]["keys_source"]
    assert source.startswith("Stoen Operator hands out both keys free of charge")
    assert "two months" in source


async def test_wire_that_encrypts_asks_for_keys(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """With automatic detection the first telegram says whose keys are needed."""
    form = await submit(hass, await begin(hass), stoen.port)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "keys")
    assert form["errors"] == {}
    assert form["description_placeholders"] is not None
    assert "Stoen Operator" in form["description_placeholders"]["keys_source"]


async def test_keys_source_stays_with_the_form(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """What the wire told of the meter is known after an error, but not of another."""
    form = await submit(hass, await begin(hass), stoen.port)
    for key, error in (("12", "invalid_key"), (OTHER_KEY, "wrong_key")):
        form = await enter(hass, form, {"encryption_key": key})
        assert form["errors"] == {"encryption_key": error}
        assert form["description_placeholders"] is not None
        assert "Stoen Operator" in form["description_placeholders"]["keys_source"]


async def test_source_of_another_meter_is_forgotten(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """A port that is gone leads back to the first form, and so to another meter."""
    form = await submit(hass, await begin(hass), stoen.port)
    await stoen.stop()
    form = await enter(hass, form, FIELDS)
    assert (form["step_id"], form["errors"]) == ("user", {"port": "port_missing"})
    async with PtyMeter(meter=METERS["luxembourg"], interval=0.1) as other:
        form = await submit(hass, form, other.port)
        assert form["step_id"] == "keys"
        assert form["description_placeholders"] is not None
        source = form["description_placeholders"]["keys_source"]
        assert source.startswith("Ask your grid company")


async def test_dialog_that_waits_for_keys_keeps_nobody_from_the_port(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """Who comes back with the letter in another window is not turned away."""
    first = await submit(hass, await begin(hass), stoen.port, "stoen")
    second = await submit(hass, await begin(hass), stoen.port, "stoen")
    assert second["step_id"] == "keys"
    await confirm(hass, await enter(hass, second, FIELDS))
    late = await enter(hass, first, FIELDS)
    assert late["reason"] == "already_configured"


@pytest.mark.parametrize("profile", ["stoen", "auto"])
async def test_encrypted_meter_becomes_an_entry(
    hass: HomeAssistant, stoen: PtyMeter, profile: str
) -> None:
    """Port and keys in, one telegram opened, an entry out that is loaded."""
    form = await submit(hass, await begin(hass), stoen.port, profile)
    heard = await enter(hass, form, FIELDS)
    assert heard["step_id"] == "confirm"
    assert heard["description_placeholders"] is not None
    assert "Active energy import" in heard["description_placeholders"]["values"]
    done = await confirm(hass, heard)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    entry = done["result"]
    assert dict(entry.data) == {
        "port": stoen.port,
        "profile": "stoen",
        "line": "115200 8N1",
        **saved(**FIELDS),
    }
    assert entry.unique_id == "14000001"
    assert entry.state is ConfigEntryState.LOADED
    assert str(entry.runtime_data.data.integrity) == "gcm-tag+crc16-x25"


@pytest.mark.parametrize(
    "spelling",
    [
        str.lower,
        lambda key: f" {bytes.fromhex(key).hex(':')} ",
        lambda key: bytes.fromhex(key).hex(" ", 4),
        lambda key: bytes.fromhex(key).hex("-", 2).upper(),
    ],
    ids=["lower", "colons", "blanks", "dashes"],
)
async def test_keys_are_typed_as_they_are_printed(
    hass: HomeAssistant, stoen: PtyMeter, spelling: object
) -> None:
    """However a key is written, it is saved in one way."""
    assert callable(spelling)
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    typed = {name: spelling(key) for name, key in FIELDS.items()}
    done = await confirm(hass, await enter(hass, form, typed))
    assert done["result"].data["encryption_key"] == ENCRYPTION.lower()
    assert done["result"].data["authentication_key"] == AUTHENTICATION.lower()


async def test_authentication_key_is_optional(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """Without it the telegram is opened, not verified, and nothing of it is saved."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    heard = await enter(hass, form, {"encryption_key": ENCRYPTION})
    entry = (await confirm(hass, heard))["result"]
    assert "authentication_key" not in entry.data
    assert "system_title" not in entry.data
    assert str(entry.runtime_data.data.integrity) == "gcm-unverified+crc16-x25"


async def test_system_title_is_saved(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """A meter that does not hide its title is read all the same."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    heard = await enter(hass, form, {**FIELDS, "system_title": "TST00001"})
    entry = (await confirm(hass, heard))["result"]
    assert entry.data["system_title"] == b"TST00001".hex()


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("encryption_key", ENCRYPTION[:-1], "invalid_key"),
        ("encryption_key", f"{ENCRYPTION}0", "invalid_key"),
        ("encryption_key", f"0x{ENCRYPTION}", "invalid_key"),
        ("authentication_key", "key", "invalid_key"),
        ("system_title", "TST", "invalid_system_title"),
    ],
)
async def test_what_is_no_key_is_not_tried(
    hass: HomeAssistant, field: str, text: str, error: str
) -> None:
    """The error stands on its field at once: nothing is opened, nobody waits."""
    form = await submit(hass, await begin(hass), "/dev/ttyNOWHERE7", "stoen")
    form = await enter(hass, form, {**FIELDS, field: text})
    assert (form["step_id"], form["errors"]) == ("keys", {field: error})
    form = await enter(hass, form, FIELDS)
    assert (form["step_id"], form["errors"]) == ("user", {"port": "port_missing"})


async def test_wrong_encryption_key(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """It is told on its field, and the right ones open the meter then."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    form = await enter(hass, form, {**FIELDS, "encryption_key": OTHER_KEY})
    assert form["step_id"] == "keys"
    assert form["errors"] == {"encryption_key": "wrong_key"}
    done = await confirm(hass, await enter(hass, form, FIELDS))
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_wrong_authentication_key(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """It is told on its field; the encryption key needs no second typing."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    form = await enter(hass, form, {**FIELDS, "authentication_key": OTHER_KEY})
    assert form["step_id"] == "keys"
    assert form["errors"] == {"authentication_key": "wrong_authentication_key"}
    heard = await enter(hass, form, {"authentication_key": AUTHENTICATION})
    entry = (await confirm(hass, heard))["result"]
    assert entry.data["encryption_key"] == ENCRYPTION.lower()
    assert entry.data["authentication_key"] == AUTHENTICATION.lower()


async def test_wrong_authentication_key_can_be_left_out(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """Who types the encryption key alone goes on with it alone."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    form = await enter(hass, form, {**FIELDS, "authentication_key": OTHER_KEY})
    heard = await enter(hass, form, {"encryption_key": ENCRYPTION})
    entry = (await confirm(hass, heard))["result"]
    assert "authentication_key" not in entry.data


@pytest.mark.parametrize("profile", ["stoen", "auto"])
async def test_swapped_keys_are_exchanged(
    hass: HomeAssistant, stoen: PtyMeter, profile: str
) -> None:
    """One click, and the telegram that proved it is shown."""
    form = await submit(hass, await begin(hass), stoen.port, profile)
    offer = await enter(hass, form, SWAPPED)
    assert (offer["type"], offer["step_id"]) == (FlowResultType.FORM, "swapped")
    stoen.paused = True
    heard = await enter(hass, offer, {})
    stoen.paused = False
    entry = (await confirm(hass, heard))["result"]
    assert entry.data["encryption_key"] == ENCRYPTION.lower()
    assert entry.data["authentication_key"] == AUTHENTICATION.lower()
    assert coordinator_of(entry).hearing.locked == 0


async def test_offer_to_exchange_stays_when_it_is_drawn_anew(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """A browser that asks for the dialog twice does not exchange anything."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    offer = await enter(hass, form, SWAPPED)
    again = await hass.config_entries.flow.async_configure(offer["flow_id"])
    assert again["step_id"] == "swapped"
    entry = (await confirm(hass, await enter(hass, again, {})))["result"]
    assert entry.data["encryption_key"] == ENCRYPTION.lower()


async def test_the_same_key_twice_is_not_swapped(
    hass: HomeAssistant, stoen: PtyMeter
) -> None:
    """Two keys that are one have no other places."""
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    typed = {"encryption_key": OTHER_KEY, "authentication_key": OTHER_KEY}
    form = await enter(hass, form, typed)
    assert form["errors"] == {"encryption_key": "wrong_key"}


async def test_keys_for_a_meter_in_clear(hass: HomeAssistant) -> None:
    """A meter that does not encrypt is read without keys, and none is saved."""
    kamstrup = METERS["kamstrup_dlms"]
    async with PtyMeter(meter=kamstrup, interval=0.1) as meter:
        form = await submit(hass, await begin(hass), "/dev/ttyNOWHERE7", "stoen")
        form = await enter(hass, form, FIELDS)
        assert form["step_id"] == "user"
        offer = await submit(hass, form, meter.port, "kamstrup_dlms")
        assert (offer["type"], offer["step_id"]) == (
            FlowResultType.FORM,
            "not_encrypted",
        )
        again = await hass.config_entries.flow.async_configure(offer["flow_id"])
        assert again["step_id"] == "not_encrypted"
        done = await confirm(hass, await enter(hass, again, {}))
        assert done["result"].data == {
            "port": meter.port,
            "profile": "kamstrup_dlms",
            "line": "2400 8N1",
        }


async def test_keys_for_a_profile_that_the_wire_is_not(hass: HomeAssistant) -> None:
    """Where all meters of a profile encrypt a readable telegram is of another one."""
    async with PtyMeter(meter=METERS["sesko"], interval=0.1) as meter:
        form = await submit(hass, await begin(hass), meter.port, "stoen")
        form = await enter(hass, form, FIELDS)
        assert form["step_id"] == "keys"
        assert form["errors"] == {"base": "nothing_encrypted"}


async def test_silence_with_keys(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """Nothing heard says nothing of the keys: they are kept for another try."""
    stoen.paused = True
    form = await submit(hass, await begin(hass), stoen.port, "stoen")
    form = await enter(hass, form, FIELDS)
    assert (form["step_id"], form["errors"]) == ("keys", {"base": "silence"})
    stoen.paused = False
    done = await confirm(hass, await enter(hass, form, {}))
    assert done["result"].data["encryption_key"] == ENCRYPTION.lower()


async def test_one_damaged_telegram_is_no_wrong_key(hass: HomeAssistant) -> None:
    """Where a frame has no checksum of its own the next telegram decides."""
    luxembourg = METERS["luxembourg"]
    locked = with_other_keys(luxembourg)
    async with PtyMeter(meter=locked, interval=0.1, paused=True) as meter:
        form = await submit(hass, await begin(hass), meter.port, "luxembourg")
        listening = await hass.config_entries.flow.async_configure(
            form["flow_id"], luxembourg.key_fields
        )
        await until_heard(meter, hearing_of(hass, form))
        meter.push_now()
        meter.meter = luxembourg
        meter.push_now()
        heard = await settled(hass, listening)
        assert heard["step_id"] == "confirm"


@pytest.mark.parametrize("profile", ["luxembourg", "austria_mbus", "auto"])
async def test_other_meters_that_encrypt(
    hass: HomeAssistant, socket_enabled: None, profile: str
) -> None:
    """Bare and M-Bus telegrams are opened like those of Stoen."""
    sent = METERS["luxembourg" if profile == "auto" else profile]
    async with TcpMeter(meter=sent, interval=0.1) as meter:
        form = await submit(hass, await begin(hass), meter.port, profile)
        assert form["step_id"] == "keys"
        done = await confirm(hass, await enter(hass, form, sent.key_fields))
        assert done["result"].data["profile"] == sent.profile
        assert done["result"].state is ConfigEntryState.LOADED


async def test_meter_that_may_encrypt(hass: HomeAssistant) -> None:
    """A Danish Kamstrup is asked for its keys when it turns out to encrypt."""
    danish = VARIANTS["kamstrup_dlms"]["ciphered"]
    async with PtyMeter(meter=danish, interval=0.1) as meter:
        form = await submit(hass, await begin(hass), meter.port, "kamstrup_dlms")
        assert form["step_id"] == "keys"
        assert form["description_placeholders"] is not None
        assert "GPK60" in form["description_placeholders"]["keys_source"]
        done = await confirm(hass, await enter(hass, form, danish.key_fields))
        assert done["result"].unique_id == "5706567000000001"


async def test_public_authentication_key(hass: HomeAssistant) -> None:
    """In Luxembourg the encryption key alone verifies a telegram."""
    luxembourg = METERS["luxembourg"]
    async with PtyMeter(meter=luxembourg, interval=0.1) as meter:
        form = await submit(hass, await begin(hass), meter.port, "luxembourg")
        typed = {"encryption_key": luxembourg.key_fields["encryption_key"]}
        entry = (await confirm(hass, await enter(hass, form, typed)))["result"]
        assert "gcm-tag" in str(entry.runtime_data.data.integrity)


async def test_swapped_keys_of_a_meter_without_a_tag(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    """Austrian telegrams carry no tag: swapped keys are found all the same."""
    austrian = METERS["austria_mbus"]
    right = austrian.key_fields["encryption_key"]
    async with TcpMeter(meter=austrian, interval=0.1) as meter:
        form = await submit(hass, await begin(hass), meter.port, "austria_mbus")
        typed = {"encryption_key": OTHER_KEY, "authentication_key": right}
        offer = await enter(hass, form, typed)
        assert offer["step_id"] == "swapped"
        entry = (await confirm(hass, await enter(hass, offer, {})))["result"]
        assert entry.data["encryption_key"] == right.lower()


async def test_one_key_in_both_fields(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    """Where nothing is verified it does no harm, and there is nothing to exchange."""
    austrian = METERS["austria_mbus"]
    right = austrian.key_fields["encryption_key"]
    async with TcpMeter(meter=austrian, interval=0.1) as meter:
        form = await submit(hass, await begin(hass), meter.port, "austria_mbus")
        typed = {"encryption_key": right, "authentication_key": right}
        assert (await enter(hass, form, typed))["step_id"] == "confirm"


async def test_meter_is_known_on_any_port(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """The serial number tells that a meter is set up already."""
    entry = meter_entry("/dev/ttyUSB7", "stoen", unique_id="14000001")
    entry.add_to_hass(hass)
    form = await submit(hass, await begin(hass), stoen.port)
    result = await enter(hass, form, FIELDS)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_one_meter_in_two_dialogs(hass: HomeAssistant, stoen: PtyMeter) -> None:
    """The second dialog ends, on whatever port it hears the meter."""
    async with PtyMeter(meter=STOEN, interval=0.1) as other:
        form = await submit(hass, await begin(hass), stoen.port, "stoen")
        first = await enter(hass, form, FIELDS)
        form = await submit(hass, await begin(hass), other.port, "stoen")
        second = await enter(hass, form, FIELDS)
        assert second["reason"] == "already_in_progress"
        assert (await confirm(hass, first))["type"] is FlowResultType.CREATE_ENTRY

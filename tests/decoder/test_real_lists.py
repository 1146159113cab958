"""Tests on DLMS lists in clear that nobody of this project wrote."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from custom_components.han_port.decoder import Carrier, Integrity, Telegram
from tests.decoder.envelopes import hdlc, mbus
from tests.decoder.feeding import decode, only, telegrams
from tests.decoder.lists import (
    BARE,
    CLEAR,
    NAMES,
    PROFILES,
    bare_apdu,
    identity,
    wanted,
)
from tests.decoder.real import (
    FOLDER,
    clock_text,
    content,
    expected,
    folder,
    in_all_ways,
    values,
)

FRAMED = [name for name in CLEAR if name not in BARE]
#: An Austrian list comes in M-Bus, all others in HDLC.
MBUS = "at_mbus"
#: Clocks that go wrong without the country: local time with a deviation of 0 or
#: none (Norway), and what says its deviation.
ZONES = {
    "aidon_hdlc/amshan_no_list3.hex": ZoneInfo("Europe/Oslo"),
    "kamstrup_hdlc/amshan_no_list_2_single_phase_real_sample.hex": ZoneInfo(
        "Europe/Oslo"
    ),
    "kamstrup_hdlc/athom_3.hex": ZoneInfo("Europe/Oslo"),
    "kaifa_hdlc/amshan_se_list.hex": timezone(timedelta(hours=1)),
    "at_mbus/evn_cleartext_apdu.hex": timezone(timedelta(hours=2)),
}


def enveloped(name: str) -> bytes:
    """Return a telegram as it comes over the wire."""
    if name in FRAMED:
        return content(name)
    wrap = mbus if folder(name) == MBUS else hdlc
    return wrap(bare_apdu(name))


def carrier(name: str) -> tuple[Carrier, Integrity]:
    """Return what brings a telegram, and how it is protected on the way."""
    if folder(name) == MBUS:
        return Carrier.MBUS, Integrity.MBUS_CHECKSUM
    return Carrier.HDLC, Integrity.HDLC_FCS


def check(one: Telegram, name: str) -> None:
    """Check all that a list says, and that it says no more."""
    registers = wanted(name)
    read = values(one)
    assert [pair for pair in read if pair in registers] == registers
    # What the file gives no code: clock, serial number, list id.
    assert all(isinstance(value, str) for _, (value, _) in set(read) - set(registers))
    who = identity(name)
    assert who.list_id in {one.ident, None}
    assert one.meter.serial_number == who.serial_number
    assert one.invocation_counter is None


@pytest.mark.parametrize("system", PROFILES)
def test_folder_is_there(system: str) -> None:
    """Where the folder of real telegrams is, each system has some."""
    there = [name for name in NAMES if folder(name) == system]
    assert bool(there) == FOLDER.is_dir()


@pytest.mark.parametrize("name", CLEAR)
def test_values(name: str) -> None:
    """A list gives exactly its values in its profile, however its bytes come."""
    profile, country = PROFILES[folder(name)]
    for events in in_all_ways(enveloped(name), profile, country=country):
        one = only(events)
        check(one, name)
        assert one.profile == profile
        assert (one.carrier, one.integrity) == carrier(name)


@pytest.mark.parametrize("name", CLEAR)
def test_values_in_auto(name: str) -> None:
    """The profile is found from the wire alone, and gives the same."""
    profile, country = PROFILES[folder(name)]
    for events in in_all_ways(enveloped(name), country=country):
        one = only(events)
        check(one, name)
        assert one.profile == profile


@pytest.mark.parametrize("name", BARE)
def test_values_of_an_apdu_alone(name: str) -> None:
    """From a file an APDU is read without envelope, and nothing protects it."""
    _, country = PROFILES[folder(name)]
    for events in in_all_ways(content(name), country=country):
        one = only(events)
        check(one, name)
        assert (one.carrier, one.integrity) == (Carrier.BARE, Integrity.NONE)


@pytest.mark.parametrize("name", [name for name in CLEAR if folder(name) != MBUS])
def test_kept_from_other_profiles(name: str) -> None:
    """A list of one system gives no value in the profile of another carrier."""
    for profile in ("sesko", "stoen", "luxembourg", "austria_mbus", "dsmr"):
        assert telegrams(decode(enveloped(name), profile)) == []


@pytest.mark.parametrize(
    ("country", "power"), [("NO", -2), ("SE", -3), ("DK", -3)], ids=str
)
def test_energy_of_kamstrup(country: str, power: int) -> None:
    """One is 10 Wh in Norway and 1 Wh in Sweden and Denmark."""
    name = "kamstrup_hdlc/amshan_no_list_2_single_phase_real_sample.hex"
    if name not in CLEAR:
        return
    one = only(decode(enveloped(name), "kamstrup_dlms", country=country))
    raw = expected(name)["values"]["1-1:1.8.0.255"]["raw"]
    assert one.registers["1-1:1.8.0"].value == float(f"{raw}e{power}")


@pytest.mark.parametrize("name", [name for name in CLEAR if name in ZONES])
def test_time(name: str) -> None:
    """The list's clock is read by the rule of its country."""
    profile, country = PROFILES[folder(name)]
    if isinstance(ZONES[name], timezone) and folder(name) == "kaifa_hdlc":
        country = "SE"
    one = only(decode(enveloped(name), profile, country=country))
    raws = expected(name)
    cells = raws.get("values", {})
    clock = next(
        (cells[code]["raw"] for code in cells if code.endswith(":1.0.0.255")),
        raws["_datetime"],
    )
    stamp = datetime.fromisoformat(clock_text(clock)).replace(tzinfo=ZONES[name])
    assert one.time == stamp
    assert one.time.utcoffset() == stamp.utcoffset()

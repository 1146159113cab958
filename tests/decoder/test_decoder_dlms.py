"""Tests of the decoder on DLMS lists and on what is ciphered."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest

from custom_components.han_port.decoder import (
    PROFILES,
    Carrier,
    Decoder,
    Event,
    Integrity,
    Keys,
    Meter,
    Reading,
    Reason,
    Rejected,
    Telegram,
)
from custom_components.han_port.decoder.telegram import UNPROTECTED
from tests.decoder.axdr_compose import (
    VOLT,
    WATT,
    array,
    date_time,
    notification,
    obis,
    octets,
    pairs,
    scaler_unit,
    structure,
    text,
    triplet,
    uint16,
    uint32,
    visible,
)
from tests.decoder.compose import LINES, telegram
from tests.decoder.envelopes import KEYS, glo_ciphering, hdlc, mbus, stoen
from tests.decoder.feeding import (
    decode,
    fed,
    one_by_one,
    only,
    reasons,
    refusal,
)

STAMP: Final = "2026-07-17T08:30:10"
OTHER: Final = bytes([0x55]) * 16
POWER: Final = triplet("1-0:1.7.0", uint32(1023), 0, WATT)
#: One list of each system, alone in its APDU.
AIDON: Final = notification(
    array(
        structure(obis("1-1:0.2.129"), visible("AIDON_V0001")),
        structure(obis("0-0:96.1.0"), visible("7359990000000001")),
        structure(obis("0-0:96.1.7"), visible("6525")),
        POWER,
        structure(obis("0-0:1.0.0"), octets(date_time(STAMP, 0))),
    )
)
KAIFA: Final = notification(structure(uint32(1023)))
KAMSTRUP: Final = notification(
    structure(visible("Kamstrup_V0001"), *pairs([("1-1:1.8.0", uint32(667839))])),
    b"\x0c" + date_time(STAMP, -0x8000, 0x80),
)
ISKRA: Final = notification(
    structure(text("90000001"), b"\x11\x00", uint32(6678394), uint32(7))
)
LANDIS_GYR: Final = notification(
    structure(text("900000000001"), *[uint32(number) for number in range(8)])
)
EVN: Final = notification(
    structure(
        octets(date_time(STAMP, -120)),
        *(obis("1-0:32.7.0"), uint16(2298), scaler_unit(-1, VOLT)),
        text("181220000009"),
    ),
    b"\x0c" + date_time(STAMP, -120),
)
LISTS: Final = {
    "aidon_dlms": hdlc(AIDON),
    "kaifa_dlms": hdlc(KAIFA),
    "kamstrup_dlms": hdlc(KAMSTRUP),
    "iskra_dlms": hdlc(ISKRA),
    "landis_gyr_dlms": hdlc(LANDIS_GYR),
    "austria_mbus": mbus(EVN),
}
LUX: Final = telegram(r"Lux5\253600000_M", LINES[:9])
EST: Final = telegram(r"EST5\253600000_A", LINES[:9])
BODY: Final = "".join(f"{line}\r\n" for line in LINES[:9]).encode()
#: One ciphered telegram of each system.
CIPHERED: Final = {
    "stoen": stoen(BODY),
    "luxembourg": glo_ciphering(LUX, title=b"SAG\x59\x00\x00\x00\x01"),
    "steiermark": glo_ciphering(EST, title=b"SAG\x35\x00\x00\x00\x01"),
    "austria_mbus": mbus(glo_ciphering(EVN, title=b"KFM\x67\x50\x00\x00\x01")),
    "kamstrup_dlms": hdlc(glo_ciphering(KAMSTRUP, title=b"KAM\x45\x01\x00\x00\x01")),
    "iskra_dlms": hdlc(glo_ciphering(ISKRA, title=b"ISK\x69\x74\x00\x00\x01")),
    "landis_gyr_dlms": hdlc(
        glo_ciphering(LANDIS_GYR, title=b"LGZ\x67\x72\x00\x00\x01")
    ),
}


def opened(
    data: bytes,
    keys: Keys | None = KEYS,
    profile: str = "auto",
    country: str | None = None,
) -> list[Event]:
    """Decode data with keys."""
    return decode(data, profile, keys=keys, country=country)


def test_list() -> None:
    """A list has all that the meter said."""
    one = only(decode(hdlc(AIDON), "aidon_dlms"))
    assert one == Telegram(
        profile="aidon_dlms",
        carrier=Carrier.HDLC,
        ident="AIDON_V0001",
        meter=Meter("Aidon", "6525", "7359990000000001"),
        time=datetime.fromisoformat(f"{STAMP}+02:00"),
        integrity=Integrity.HDLC_FCS,
        registers={
            "1-1:0.2.129": Reading("AIDON_V0001"),
            "0-0:96.1.0": Reading("7359990000000001"),
            "0-0:96.1.7": Reading("6525"),
            "1-0:1.7.0": Reading(1.023, "kW", 3),
            "0-0:1.0.0": Reading(STAMP),
        },
    )


@pytest.mark.parametrize("profile", LISTS)
@pytest.mark.parametrize("chosen", ["same", "auto"])
def test_profile(profile: str, chosen: str) -> None:
    """A list is one of its profile, chosen or found from the wire alone."""
    for country in (PROFILES[profile].country, None):
        one = only(
            decode(
                LISTS[profile],
                profile if chosen == "same" else "auto",
                country=country,
            )
        )
        assert one.profile == profile
        assert one.invocation_counter is None


@pytest.mark.parametrize("profile", LISTS)
def test_other_profiles(profile: str) -> None:
    """In another profile a list is refused, and its own is named."""
    for other in set(PROFILES) - {"auto", profile}:
        refused = refusal(decode(LISTS[profile], other))
        assert refused.reason is Reason.PROFILE
        assert refused.profiles[0] == profile
        assert refused.detail.startswith(f"the telegram fits {profile}")


@pytest.mark.parametrize("profile", CIPHERED)
@pytest.mark.parametrize("chosen", ["same", "auto"])
def test_ciphered(profile: str, chosen: str) -> None:
    """With both keys a telegram is verified, and is one of its profile."""
    one = only(
        opened(CIPHERED[profile], profile=profile if chosen == "same" else chosen)
    )
    assert one.profile == profile
    assert Integrity.GCM_TAG in one.integrity
    assert one.invocation_counter == (0 if profile == "stoen" else 7)


@pytest.mark.parametrize("profile", CIPHERED)
def test_encryption_key_alone(profile: str) -> None:
    """Without the other key a telegram is read, and says that it is unverified."""
    one = only(opened(CIPHERED[profile], Keys(KEYS.encryption)))
    assert one.profile == profile
    assert str(one.integrity).startswith("gcm-unverified+")


@pytest.mark.parametrize("profile", ["auto", "luxembourg", "steiermark"])
@pytest.mark.parametrize(
    ("public", "integrity"),
    [(PROFILES["luxembourg"].public_key, "gcm-tag"), (OTHER, "gcm-unverified")],
)
def test_public_key(profile: str, public: bytes, integrity: str) -> None:
    """The key that everybody knows verifies, and is no fault where it does not fit."""
    made = glo_ciphering(LUX, Keys(KEYS.encryption, public))
    one = only(opened(made, Keys(KEYS.encryption), profile))
    assert str(one.integrity) == f"{integrity}+crc16-arc"


@pytest.mark.parametrize("profile", CIPHERED)
@pytest.mark.parametrize("chosen", ["auto", "same", "sesko"])
def test_no_keys(profile: str, chosen: str) -> None:
    """Without keys it is said which profiles it may be, whatever was chosen."""
    home = PROFILES[profile].country
    decoder = Decoder(profile if chosen == "same" else chosen, country=home)
    refused = refusal(fed(decoder, [CIPHERED[profile]]))
    assert (refused.reason, refused.size) == (Reason.ENCRYPTED, len(CIPHERED[profile]))
    assert refused.profiles[0] == profile


@pytest.mark.parametrize("profile", CIPHERED)
@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (Keys(OTHER, KEYS.authentication), Reason.KEY),
        (KEYS.swapped(), Reason.KEY),
        (Keys(KEYS.encryption, OTHER), Reason.AUTHENTICATION_KEY),
    ],
    ids=["encryption", "swapped", "authentication"],
)
def test_wrong_keys(profile: str, keys: Keys, reason: Reason) -> None:
    """The two keys are told apart in every system."""
    assert reasons(opened(CIPHERED[profile], keys)) == [reason]


def test_telegram_in_clear_although_keys_were_given() -> None:
    """Keys do no harm to a meter that does not encrypt; nothing was verified."""
    one = only(opened(hdlc(AIDON)))
    assert (one.integrity, one.invocation_counter) == (Integrity.HDLC_FCS, None)


def test_ciphered_of_another_profile() -> None:
    """A telegram that was opened is refused in a profile that is not its own."""
    refused = refusal(opened(CIPHERED["stoen"], profile="luxembourg"))
    assert (refused.reason, refused.profiles) == (Reason.PROFILE, ("stoen",))


def test_system_title_names_the_meter() -> None:
    """A list without a number has that of the system title."""
    meter = only(opened(CIPHERED["kamstrup_dlms"])).meter
    assert meter.manufacturer == "Kamstrup"
    assert meter.serial_number is not None


def test_serial_number_of_ciphered_text() -> None:
    """Text that came ciphered is text: its number is in hex of its characters."""
    text = telegram("Lux5", [*LINES, "0-0:96.1.0(41424331323334)"])
    for data in (glo_ciphering(text), stoen(text)):
        assert only(opened(data)).meter.serial_number == "ABC1234"


def test_serial_number_without_code() -> None:
    """EVN's lists end with the number of the meter."""
    assert only(decode(mbus(EVN))).meter.serial_number == "181220000009"


def test_energy_of_a_ciphered_list() -> None:
    """Where nobody knows the country a ciphered Kamstrup counts single Wh."""
    for data, value in (
        (LISTS["kamstrup_dlms"], 6678.39),
        (CIPHERED["kamstrup_dlms"], 667.839),
    ):
        registers = only(opened(data)).registers
        assert registers["1-1:1.8.0"] == Reading(value, "kWh", 2 if value > 1e3 else 3)


@pytest.mark.parametrize(
    ("now", "offset"), [("06:30:12", "+02:00"), ("07:30:12", "+01:00")]
)
def test_host_s_clock(now: str, offset: str) -> None:
    """The host's clock at reception settles the offset of a list's clock."""
    host = datetime.fromisoformat(f"2026-07-17T{now}").replace(tzinfo=UTC)
    one = only(decode(hdlc(AIDON), now=host))
    assert one.time is not None
    assert one.time.isoformat() == f"{STAMP}{offset}"


def test_status_of_kamstrup() -> None:
    """The clock outside of the list is the meter's where the list has none."""
    one = only(decode(hdlc(KAMSTRUP), "kamstrup_dlms"))
    assert one.time is not None
    assert one.time.isoformat() == f"{STAMP}+02:00"


def test_no_clock() -> None:
    """A list without any clock has no time."""
    assert only(decode(hdlc(KAIFA), "kaifa_dlms")).time is None


@pytest.mark.parametrize("profile", ["auto", "aidon_dlms"])
def test_unknown_list(profile: str) -> None:
    """A list that nobody can name is told by its first string and its length."""
    data = hdlc(notification(structure(visible("NEW_V1"), uint32(2), uint32(3))))
    refused = refusal(decode(data, profile))
    assert (refused.reason, refused.detail) == (
        Reason.UNKNOWN_LIST,
        "an unknown list of 3 items that begins with NEW_V1",
    )


def test_sum_of_eight_bits() -> None:
    """What it alone vouches for is read, but not believed at once."""
    assert only(decode(mbus(EVN))).integrity in UNPROTECTED
    assert only(decode(hdlc(EVN))).integrity not in UNPROTECTED


@pytest.mark.parametrize("profile", ["auto", "aidon_dlms"])
@pytest.mark.parametrize("wrap", [hdlc, mbus])
def test_malformed(profile: str, wrap: Callable[[bytes], bytes]) -> None:
    """A sound frame with a damaged list in it is refused as such."""
    refused = refusal(decode(wrap(AIDON + b"\x00"), profile))
    assert refused.reason is Reason.MALFORMED


@pytest.mark.parametrize("apdu", ["c401c1000000", "0e", "00", "30313233", "2f58"])
def test_another_apdu(apdu: str) -> None:
    """A sound frame that holds another APDU gives no value."""
    for data in (hdlc(bytes.fromhex(apdu)), mbus(bytes.fromhex(apdu))):
        (refused,) = opened(data)
        assert isinstance(refused, Rejected)
        assert (refused.reason, refused.size) == (Reason.MALFORMED, len(data))
    (refused,) = opened(hdlc(glo_ciphering(bytes.fromhex(apdu))))
    assert isinstance(refused, Rejected)


def test_kinds_in_one_stream() -> None:
    """One stream may bring text, lists and what is ciphered, however it is cut."""
    stream = b"".join(
        (telegram(), *LISTS.values(), telegram("KAM5"), *CIPHERED.values(), hdlc(AIDON))
    )
    events = opened(stream)
    assert reasons(events) == []
    assert len(events) == 3 + len(LISTS) + len(CIPHERED)
    assert fed(Decoder(keys=KEYS), one_by_one(stream)) == events

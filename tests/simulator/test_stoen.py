"""Stoen's meters cipher their lines in the form of a real one."""

import pytest

from simulator.cipher import envelope
from simulator.household import Snapshot
from simulator.keys import BOTH
from simulator.meters import METERS, VARIANTS
from simulator.stoen import StoenMeter, framed
from tests.simulator.known import SNAPSHOT, WINTER, RealTelegram, opened, x25

HEAD = b"/EGM5G35\r\n\r\n"


@pytest.fixture
def gama() -> StoenMeter:
    """Return the GAMA 350."""
    meter = METERS["stoen"]
    assert isinstance(meter, StoenMeter)
    return meter


@pytest.fixture
def kaifa() -> StoenMeter:
    """Return the MA309M."""
    meter = VARIANTS["stoen"]["kaifa"]
    assert isinstance(meter, StoenMeter)
    return meter


def test_real_telegram_comes_out_identical(real_telegram: RealTelegram) -> None:
    """The ciphertext and the tag of a real GAMA 350 give its telegram again."""
    digits = real_telegram("stoen_pl/gama350_egm5g35_enc_nokey.hex")
    if digits is None:
        return
    telegram = bytes.fromhex(digits.decode("ascii"))
    secret = telegram[len(HEAD) + 9 : -7]
    assert framed("EGM5G35", envelope(b"", 0x30, 0, secret)) == telegram


def test_bytes_around_the_ciphertext(gama: StoenMeter) -> None:
    """Ident line, no DB and no title, 82 and length, 30, no counter; `!`, CRC."""
    telegram = gama.telegram(SNAPSHOT)
    size = len(gama.plain(SNAPSHOT))
    length = (1 + 4 + size + 12).to_bytes(2)
    assert telegram.startswith(HEAD + b"\x00\x82" + length + b"\x30\x00\x00\x00\x00")
    assert len(telegram) == len(HEAD) + 4 + 5 + size + 12 + 7
    low, high = x25(telegram[:-6])
    assert telegram[-7:] == f"!{low:02X}{high:02X}\r\n".encode()


def test_keys_open_it(gama: StoenMeter) -> None:
    """With a vector of zeros and a tag that fits, the lines come out."""
    secret = gama.telegram(SNAPSHOT)[len(HEAD) + 9 : -7]
    plain = opened(secret, BOTH, bytes(8), 0)
    assert plain.decode("ascii") == gama.plain(SNAPSHOT)


def test_lines_of_the_gama(gama: StoenMeter) -> None:
    """The plain text begins with the clock and has no ident line and no `!`."""
    assert gama.plain(SNAPSHOT).split("\r\n") == [
        "0-0:1.0.0(260701113005S)",
        "1-0:1.8.0(000100.129*kWh)",
        "1-0:1.8.1(000100.129*kWh)",
        "1-0:1.8.2(000000.000*kWh)",
        "1-0:1.8.3(000000.000*kWh)",
        "1-0:1.8.4(000000.000*kWh)",
        "1-0:2.8.0(000200.200*kWh)",
        "1-0:2.8.1(000200.200*kWh)",
        "1-0:2.8.2(000000.000*kWh)",
        "1-0:2.8.3(000000.000*kWh)",
        "1-0:2.8.4(000000.000*kWh)",
        "1-0:1.7.0(00.000*kW)",
        "1-0:2.7.0(00.250*kW)",
        "0-0:96.13.0()",
        "0-0:96.1.0(3134303030303031)",
        "0-0:17.0.0(16500)",
        "0-0:17.0.0(16500)",
        "0-0:17.0.0(16500)",
        "0-0:94.98.31(00000)",
        "0-0:94.98.32(00000)",
        "0-0:94.98.33(3)",
        "",
    ]


def test_lines_of_the_kaifa(kaifa: StoenMeter) -> None:
    """The Kaifa has reactive power, voltages, a model and two messages."""
    assert kaifa.telegram(SNAPSHOT).startswith(b"/KFM5KAIFA-METER\r\n\r\n\x00\x82")
    lines = kaifa.plain(SNAPSHOT).split("\r\n")
    assert lines[11:22] == [
        "1-0:1.7.0(00.000*kW)",
        "1-0:2.7.0(00.250*kW)",
        "1-0:3.7.0(00.000*kvar)",
        "1-0:4.7.0(00.120*kvar)",
        "1-0:32.7.0(231.5*V)",
        "1-0:52.7.0(230.1*V)",
        "1-0:72.7.0(229.8*V)",
        "0-0:96.13.0()",
        "0-0:96.13.0(3)",
        "0-0:96.1.0(3135303030303031)",
        "0-0:96.1.1(4D413330394D)",
    ]


def test_winter_time(gama: StoenMeter) -> None:
    """In winter the clock is an hour behind and ends in W."""
    assert gama.plain(WINTER).startswith("0-0:1.0.0(260102003005W)\r\n")


@pytest.mark.parametrize("snapshot", [SNAPSHOT, WINTER])
def test_ciphertext_holds_what_ends_lines(
    snapshot: Snapshot, gama: StoenMeter, kaifa: StoenMeter
) -> None:
    """Whoever reads up to `!`, `/` or the end of a line is lost."""
    for meter in (gama, kaifa):
        secret = meter.telegram(snapshot).partition(b"\r\n\r\n")[2][9:-7]
        assert {*b"!/\r\n"} <= {*secret}

"""Made-up telegrams in the form of two real meters, as series of pushes.

The digits change from push to push as a household's do, so that nobody gains by
remembering a telegram.
"""

from collections.abc import Iterator

from benchmarks.checksums import crc16_bitwise

_ENERGY = "{:012.3f}*{}"
_POWER = "{:08.3f}*{}"
_FINE = "{:05.1f}*{}"
#: The registers in the order of a Landis+Gyr E360.
_TOTALS = (("1.8", "kWh"), ("2.8", "kWh"), ("3.8", "kVArh"), ("4.8", "kVArh"))
_SUMS = (("1.7", "kW"), ("2.7", "kW"), ("3.7", "kVAr"), ("4.7", "kVAr"))
_ACTIVE = tuple((f"{row}.7", "kW") for row in (21, 22, 41, 42, 61, 62))
_REACTIVE = tuple((f"{row}.7", "kVAr") for row in (23, 24, 43, 44, 63, 64))
_VOLTAGES = tuple((f"{row}.7", "V") for row in (32, 52, 72))
_CURRENTS = tuple((f"{row}.7", "A") for row in (31, 51, 71))


def e360(pushes: int) -> list[bytes]:
    """Compose pushes of an E360: 704 bytes each, all numbers without a sign."""
    return [_telegram("LGF5E360", push, 1) for push in range(pushes)]


def aidon(pushes: int) -> list[bytes]:
    """Compose pushes of an Aidon 7534 that exports: its currents are negative."""
    return [_telegram("ADN9 7534", push, -1) for push in range(pushes)]


def _telegram(ident: str, push: int, sign: int) -> bytes:
    """Compose one telegram, checksum and all."""
    lines = (f"/{ident}", "", *_lines(push, sign), "!")
    covered = "\r\n".join(lines).encode()
    return covered + f"{crc16_bitwise(covered):04X}\r\n".encode()


def _lines(push: int, sign: int) -> Iterator[str]:
    """Make the data lines of the push of this number."""
    minute, ten_seconds = divmod(push % 360, 6)
    yield f"0-0:1.0.0(26010112{minute:02}{ten_seconds}0W)"
    for step, (row, unit) in enumerate(_TOTALS, 1):
        yield _line(row, _ENERGY, 4321.5 / step + push * 0.007, unit)
    for step, (row, unit) in enumerate((*_SUMS, *_ACTIVE, *_REACTIVE)):
        yield _line(row, _POWER, (step * 211 + push * 37) % 4000 / 1000, unit)
    for step, (row, unit) in enumerate(_VOLTAGES):
        yield _line(row, _FINE, 229 + (step * 7 + push) % 40 / 10, unit)
    for step, (row, unit) in enumerate(_CURRENTS):
        yield _line(row, _FINE, sign * (10 + (step * 13 + push) % 160) / 10, unit)


def _line(row: str, form: str, value: float, unit: str) -> str:
    """Make one data line."""
    width = form.format(abs(value), unit)
    return f"1-0:{row}.0({'-' if value < 0 else ''}{width})"

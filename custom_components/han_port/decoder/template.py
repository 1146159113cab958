"""The template of a meter's lists: what stays the same from push to push.

Made from a list that was read item by item. All types, lengths, codes, units and
texts are fixed; the content of numbers and date-times is not. The next list then
costs one comparison and one unpacking.
"""

from dataclasses import dataclass
from operator import truediv
import struct
from typing import Final

from .apdu import INVOKE_ID, Notification
from .axdr import INTEGERS
from .catalogue import Quantity, find
from .date_time import date_time_text
from .lists import FINE_VOLTAGE, FINE_VOLTAGE_POWER, Entry
from .readout import Readout
from .telegram import Reading, make_readings

#: Larger integers may have more digits than a float; they are looked at one by one.
_MOST_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Template:
    """The fixed bytes of an APDU, and what stands between them."""

    size: int
    mask: int
    fixed: int
    numbers: struct.Struct
    codes: tuple[str, ...]
    divisors: tuple[int, ...]
    units: tuple[str | None, ...]
    decimals: tuple[int | None, ...]
    clocks: tuple[tuple[str, slice], ...]
    #: Where the voltages stand among the numbers if they are hundredths of a volt.
    fine_voltages: tuple[int, ...]
    #: All registers in the order of the wire; texts already have their value.
    registers: dict[str, Reading]

    def read(self, apdu: bytes) -> dict[str, Reading] | None:
        """Read an APDU of this template, None where it is of another."""
        if len(apdu) != self.size:
            return None
        if int.from_bytes(apdu) & self.mask != self.fixed:
            return None
        numbers = self.numbers.unpack(apdu)
        fine = [numbers[at] for at in self.fine_voltages]
        if fine and max(fine) < FINE_VOLTAGE:
            return None
        values = map(truediv, numbers, self.divisors, strict=True)
        rows = zip(values, self.units, self.decimals, strict=True)
        registers = self.registers.copy()
        registers.update(zip(self.codes, make_readings(rows), strict=True))
        for code, place in self.clocks:
            text = date_time_text(apdu[place])
            if text is None:
                return None
            registers[code] = Reading(text)
        return registers


def make_template(
    apdu: bytes, notification: Notification, entries: list[Entry], readout: Readout
) -> Template | None:
    """Make the template of an APDU that was read as `readout`.

    None where a value could not be read, or not by unpacking and dividing alone.
    """
    registers = readout.registers
    entries = [entry for entry in entries if entry.code in registers]
    numbers = [entry for entry in entries if entry.item.number is not None]
    if readout.unread or not all(_is_plain(entry, registers) for entry in numbers):
        return None
    if len(entries) > len(registers):
        # A code that comes again may come with another value.
        return None
    clocks = [
        entry
        for entry in entries
        if registers[entry.code].value == date_time_text(entry.item.content)
    ]
    mask = bytearray(b"\xff" * len(apdu))
    _open(mask, INVOKE_ID)
    _open(mask, notification.date_time)
    for item in notification.body.items:
        # Of bare values some have no name, such as a clock before the list.
        if item.number is not None or date_time_text(item.content):
            _open(mask, item.place)
    for entry in (*numbers, *clocks):
        _open(mask, entry.item.place)
    for entry in numbers:
        _keep_high_bits(mask, entry)
    readings = [registers[entry.code] for entry in numbers]
    return Template(
        size=len(apdu),
        mask=int.from_bytes(mask),
        fixed=int.from_bytes(mask) & int.from_bytes(apdu),
        numbers=_form(numbers, len(apdu)),
        codes=tuple(entry.code for entry in numbers),
        divisors=tuple(10 ** -(entry.power or 0) for entry in numbers),
        units=tuple(reading.unit for reading in readings),
        decimals=tuple(reading.decimals for reading in readings),
        clocks=tuple((entry.code, entry.item.place) for entry in clocks),
        fine_voltages=tuple(
            at
            for at, entry in enumerate(numbers)
            if _is_voltage(entry) and entry.power == FINE_VOLTAGE_POWER
        ),
        registers=registers,
    )


def _is_plain(entry: Entry, registers: dict[str, Reading]) -> bool:
    """Tell whether a number can be unpacked and divided."""
    if len(entry.item.content) > _MOST_BYTES or (entry.power or 0) > 0:
        return False
    return not isinstance(registers[entry.code].value, str)


def _open(mask: bytearray, place: slice) -> None:
    """Let bytes be anything."""
    mask[place] = bytes(place.stop - place.start)


def _keep_high_bits(mask: bytearray, entry: Entry) -> None:
    """Let a voltage in whole volts be no other than one in whole volts.

    A voltage of one byte cannot be any other.
    """
    high = (1 << 8 * len(entry.item.content)) - FINE_VOLTAGE
    if high > 0 and _is_voltage(entry) and entry.power == 0:
        mask[entry.item.place] = high.to_bytes(len(entry.item.content))


def _is_voltage(entry: Entry) -> bool:
    """Tell whether an entry is a voltage."""
    register = find(entry.code)
    return register is not None and register.quantity is Quantity.VOLTAGE


def _form(numbers: list[Entry], size: int) -> struct.Struct:
    """Return what unpacks the numbers, in the order of the wire."""
    form, at = ">", 0
    for entry in numbers:
        item = entry.item
        form += f"{item.at - at}x{INTEGERS[item.tag]}"
        at = item.at + len(item.content)
    return struct.Struct(f"{form}{size - at}x")

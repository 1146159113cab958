"""Reading a DLMS list: from an APDU to registers."""

from typing import Final, NamedTuple

from .apdu import read_notification
from .axdr import STRINGS, AxdrError, Item, Tag, leaves
from .catalogue import Kind, find
from .date_time import SIZE as DATE_TIME_SIZE, date_time_text
from .lists import Entry, NamedList, Origin, name_values, text_of
from .readout import Readout
from .telegram import Reading, Reason, Rejected, rejected
from .template import Template, make_template
from .units import EXACT_DIGITS

_STATES: Final = (Tag.ENUM, Tag.BOOLEAN)
_MOST: Final = 10**EXACT_DIGITS
#: Lists of different lengths that one meter sends in turn.
_MOST_TEMPLATES: Final = 8
#: So many forms of lists that templates do not know are remembered.
_MOST_FORMS: Final = 4

#: What stays the same from push to push: size, meter, codes, units and decimals.
type _Form = tuple[object, ...]


class ListReadout(NamedTuple):
    """What an APDU holds.

    ``date_time`` is the meter's clock as 12 bytes, empty where it sends none.
    ``ident`` and ``serial_number`` are those of the list.
    """

    ident: str
    readout: Readout
    date_time: bytes
    serial_number: str | None


class ListReader:
    """Read the lists of one meter, and remember the template of each."""

    def __init__(self, country: str | None) -> None:
        """Start without a template; `country` is the household's."""
        self._country = country
        self._learned: dict[tuple[int, bool], _Learned] = {}
        self._heard: dict[_Form, None] = {}

    def read(
        self, apdu: bytes, *, is_ciphered: bool, is_doubtful: bool = False
    ) -> ListReadout | Rejected:
        """Read an APDU; whatever it holds, nothing is raised.

        Where next to nothing vouches for it (`is_doubtful`), one that is like none
        of those before is taken for damaged, until another one is like it.
        """
        key = (len(apdu), is_ciphered)
        learned = self._learned.get(key)
        if learned and (registers := learned.template.read(apdu)):
            return _put_together(Readout(registers), apdu[learned.clock], learned.named)
        try:
            notification = read_notification(apdu)
        except AxdrError as err:
            return rejected(Reason.MALFORMED, apdu, f"no data-notification: {err}")
        named = name_values(notification.body, Origin(self._country, is_ciphered))
        readout = _read(named.entries if named else [])
        if named is None or not readout.registers:
            return rejected(Reason.UNKNOWN_LIST, apdu, _describe(notification.body))
        if is_doubtful and self._is_strange(_form(apdu, named, readout)):
            why = "a list unlike those before, with a sum alone to vouch for it"
            return rejected(Reason.CHECKSUM, apdu, why)
        clock = _clock(named.entries) or notification.date_time
        template = make_template(apdu, notification, named.entries, readout)
        if template:
            if len(self._learned) >= _MOST_TEMPLATES:
                self._learned.clear()
            self._learned[key] = _Learned(template, named, clock)
        return _put_together(readout, apdu[clock], named)

    def _is_strange(self, form: _Form) -> bool:
        """Tell whether a list of this form is the first, but not the very first."""
        is_strange = bool(self._heard) and form not in self._heard
        self._heard.pop(form, None)
        self._heard[form] = None
        if len(self._heard) > _MOST_FORMS:
            del self._heard[next(iter(self._heard))]
        return is_strange


class _Learned(NamedTuple):
    """A template, what its list is, and where its clock stands."""

    template: Template
    named: NamedList
    clock: slice


def _form(apdu: bytes, named: NamedList, readout: Readout) -> _Form:
    """Return the form of a list: all but the values, and whose they are."""
    readings = readout.registers.items()
    kinds = ((code, one.unit, one.decimals) for code, one in readings)
    identities = (
        one.value
        for code, one in readings
        if (row := find(code)) and row.kind is Kind.IDENTITY
    )
    whose = (named.ident, named.serial_number, *identities)
    return (len(apdu), *whose, *readout.codes, *kinds)


def _put_together(readout: Readout, date_time: bytes, named: NamedList) -> ListReadout:
    """Put together what an APDU holds."""
    return ListReadout(named.ident, readout, date_time, named.serial_number)


def _read(entries: list[Entry]) -> Readout:
    """Read the values of a list; what is sent twice with two values has none."""
    registers: dict[str, Reading] = {}
    without_value: dict[str, None] = {}
    for entry in entries:
        reading = _reading(entry)
        if entry.item.tag is Tag.NULL or _is_unset_clock(entry):
            continue
        if reading is None or registers.setdefault(entry.code, reading) != reading:
            without_value[entry.code] = None
    for code in without_value:
        registers.pop(code, None)
    unread = tuple(
        f"{entry.code}({_shown(entry.item)})"
        for entry in entries
        if entry.code in without_value
    )
    return Readout(registers, unread, (), tuple(without_value))


def _is_unset_clock(entry: Entry) -> bool:
    """Tell whether a clock tells no time."""
    register, content = find(entry.code), entry.item.content
    is_clock = register is not None and register.kind is Kind.CLOCK
    return is_clock and len(content) == DATE_TIME_SIZE and not date_time_text(content)


def _reading(entry: Entry) -> Reading | None:
    """Read one value as the catalogue expects it, None where it is none."""
    item, register = entry.item, find(entry.code)
    is_number = register.is_number if register else item.number is not None
    if item.number is None:
        return None if is_number else _text(item)
    if register and not is_number:
        return Reading(str(item.number))
    power = entry.power if register or entry.power is not None else 0
    if power is None or (register and entry.unit not in register.units):
        return None
    if abs(item.number) >= _MOST or abs(power) > EXACT_DIGITS:
        return None
    value = item.number / 10**-power if power < 0 else float(item.number * 10**power)
    return Reading(value, entry.unit, max(0, -power))


def _text(item: Item) -> Reading | None:
    """Read a date-time, a string or a state."""
    if item.tag in _STATES:
        return Reading(str(item.content[0]))
    if item.tag is Tag.DATE_TIME or len(item.content) == DATE_TIME_SIZE:
        text = date_time_text(item.content)
        if text is not None:
            return Reading(text)
    return Reading(text_of(item)) if item.tag in STRINGS else None


def _clock(entries: list[Entry]) -> slice | None:
    """Return where the meter's clock stands among the values."""
    for entry in entries:
        register = find(entry.code)
        if register and register.kind is Kind.CLOCK and entry.item.content:
            return entry.item.place
    return None


def _shown(item: Item) -> str:
    """Write down what a value holds."""
    return str(item.number) if item.number is not None else item.content.hex()


def _describe(body: Item) -> str:
    """Describe a list that nobody knows: its first string and its length."""
    strings = [text_of(item) for item in leaves(body) if item.tag in STRINGS]
    first = f" that begins with {strings[0]}" if strings else ""
    return f"an unknown list of {len(body.items)} items{first}"

"""Masked telegrams in tests: decoding them again, and looking for what was hidden."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
import re

from custom_components.han_port.decoder import (
    Event,
    Keys,
    Quantity,
    Reading,
    Reason,
    Rejected,
    Telegram,
    find,
)
from custom_components.han_port.decoder.masking import CAPTURE_KEYS, mask

type Decode = Callable[[bytes, Keys | None], list[Event]]

#: What is masked, and what a text in it may be as well.
_HIDDEN = (Quantity.SERIAL_NUMBER, Quantity.METERING_POINT, Quantity.MESSAGE)
_DIGIT = re.compile("[0-9]")
_ENOUGH = 5
#: So many that they are no chance among other bytes.
_RUN = re.compile("[0-9]{8,}")
_TITLE = re.compile("[A-Za-z]{3}([0-9A-F]{10})")


def refused(raw: bytes, reason: Reason = Reason.NOISE, sender: str = "") -> Rejected:
    """Refuse bytes."""
    return Rejected(reason, len(raw), sender=sender, raw=raw)


def capture_keys(keys: Keys | None) -> Keys | None:
    """Return the published keys in place of others: of as many kinds."""
    if keys is None or keys.authentication:
        return keys and CAPTURE_KEYS
    return replace(CAPTURE_KEYS, authentication=None)


def masked_again(event: Event, keys: Keys | None, decode: Decode) -> Event:
    """Mask an event and decode what comes out: it has to be one event again."""
    data = mask(event, keys)
    assert len(data) == len(event.raw)
    (again,) = decode(data, capture_keys(keys))
    return again


def check_same(event: Event, again: Event) -> None:
    """Check that nothing differs but what identifies; that has to."""
    if isinstance(event, Rejected):
        assert isinstance(again, Rejected)
        assert (again.reason, again.size) == (event.reason, event.size)
        return
    assert isinstance(again, Telegram)
    for name in ("profile", "carrier", "ident", "time", "integrity"):
        assert getattr(again, name) == getattr(event, name), name
    assert again.invocation_counter == event.invocation_counter
    assert shown(again) == shown(event)
    assert again.meter.manufacturer == event.meter.manufacturer
    assert again.meter.model == event.meter.model
    for number in numbers(event):
        assert number not in numbers(again)


def shown(telegram: Telegram) -> list[tuple[str, Reading | None]]:
    """List the registers in order, without the values of those that are masked."""
    return [
        (code, None if is_hidden(code) else reading)
        for code, reading in telegram.registers.items()
    ]


def is_hidden(code: str) -> bool:
    """Tell whether a register is masked."""
    row = find(code)
    return row is not None and row.quantity in _HIDDEN


def numbers(telegram: Telegram) -> set[str]:
    """Return the numbers that identify, whole and without what stands around them."""
    texts = {str(telegram.meter.serial_number or "")}
    texts |= {str(one.serial_number or "") for one in telegram.submeters.values()}
    texts |= {
        str(reading.value)
        for code, reading in telegram.registers.items()
        if is_hidden(code)
    }
    # Stoen's meters send their model where others send a number.
    texts.discard((telegram.meter.model or "").encode().hex().upper())
    runs = {run for text in texts for run in _RUN.findall(text)}
    whole = {text for text in texts if len(_DIGIT.findall(text)) >= _ENOUGH}
    return {number for number in runs | whole if number.strip("0 ")}


def traces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield how numbers may stand in bytes: as text, in hex, in binary or BCD."""
    for text in texts:
        plain = text.encode("latin-1")
        yield from (plain, plain.hex().encode(), plain.hex().upper().encode())
        title = _TITLE.fullmatch(text)
        digits = title[1] if title else text
        if len(digits) % 2 == 0 and re.fullmatch("[0-9A-Fa-f]+", digits):
            yield from (bytes.fromhex(digits), bytes.fromhex(digits)[::-1])

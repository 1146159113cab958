"""The decoder of radio telegrams: a receiver's bytes in, events out.

    bytes -> Receiver -> Reception -> Headers -> Contents -> registers -> Telegram

A receiver hears a whole neighbourhood. With a `meter` all others are passed over,
and what a repeater or a second demodulator brings again is, too.
"""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from ..clock import ClockRule, meter_time
from ..keys import Keys
from ..makers import maker
from ..profiles import WIRELESS
from ..telegram import (
    Carrier,
    Event,
    Integrity,
    Meter,
    Reading,
    Reason,
    Rejected,
    Telegram,
)
from .address import Address
from .contents import Contents, Safe
from .headers import Headers, read_headers
from .link_layer import is_without_data
from .obis import Named, name
from .receiver import Receiver
from .receivers import Recognizer
from .reception import Item, Reception
from .shapes import Shapes

type _Said = tuple[Address, bytes]

#: What a refusal may tell of the first bytes: L, C and M, but no number.
_HEAD_SIZE: Final = 4
#: Repeaters say again within so much time; a meter itself may, later on.
REPEATED_WITHIN: Final = timedelta(seconds=30)
_REMEMBERED: Final = 64

_CLOCK: Final = "0-0:1.0.0"
_NUMBER: Final = "0-0:96.1.0"

#: What stands on the front of meters, by maker, version and device type.
_MODELS: Final = {
    ("APA", 0x01, 0x02): "OTUS",
    ("APA", 0x02, 0x02): "AMIplus",
    ("EGM", 0x01, 0x02): "GAMA 150/350",
    ("KPL", 0x01, 0x02): "S34U28",
    ("NES", 0x03, 0x02): "73331",
}
_LOST: Final = "a record cannot be read, and none behind it"
_WHY: Final = {
    Reason.ENCRYPTED: "the telegram is encrypted",
    Reason.KEY: "no records come out with the encryption key",
    Reason.TRUNCATED: "the telegram ends before its ciphered blocks do",
    Reason.UNKNOWN_LIST: "the telegram leaves out headers that nobody has sent yet",
    Reason.MALFORMED: "no layers come out with the encryption key",
    Reason.CHECKSUM: "a checksum in the telegram does not fit, or the records of one"
    " that nothing vouches for look damaged",
}


class RadioDecoder:
    """Decode what one meter sends by radio, or what all in reach do.

    `keys` open what is ciphered; once they have, `keys` is the one that fits: the
    one given, or its reverse. `clock` tells how the meters stamp time.
    """

    def __init__(
        self,
        *,
        keys: Keys | None = None,
        meter: Address | None = None,
        receiver: Receiver | None = None,
        clock: ClockRule | None = None,
    ) -> None:
        """Decode; without a `receiver` it is recognised by what it sends."""
        self._receiver = receiver or Recognizer()
        self._meter = meter
        self._safe = Safe(keys)
        self._clock = clock
        self._seen: OrderedDict[_Said, datetime | None] = OrderedDict()
        self._shapes = Shapes()

    @property
    def keys(self) -> Keys | None:
        """Return the key, as it fits once it has."""
        return self._safe.keys

    def feed(self, data: bytes, now: datetime | None = None) -> list[Event]:
        """Take a receiver's bytes and return the events that they complete."""
        return self._events(self._receiver.feed(data), now)

    def end(self, now: datetime | None = None) -> list[Event]:
        """Return what the bytes left over come to when no more will follow."""
        return self._events(self._receiver.end(), now)

    def hear(self, reception: Reception, now: datetime | None = None) -> list[Event]:
        """Take a telegram.

        Nothing comes of a foreign meter's, of a repeated one, and of one without data.
        """
        telegram = reception.telegram
        headers = read_headers(telegram)
        if headers is None:
            if is_without_data(telegram):
                return []
            return [_refused(Reason.MALFORMED, telegram, "the layers break off")]
        length = telegram[0] + 1
        telegram = telegram[:length]
        is_foreign = self._meter is not None and headers.meter != self._meter
        if is_foreign or self._is_repeated(telegram, headers, now):
            return []
        if len(telegram) < length:
            return [_refused(Reason.TRUNCATED, telegram, "bytes are missing", headers)]
        contents = self._safe.open(telegram, headers)
        if not isinstance(contents, Reason) and self._is_doubtful(contents, reception):
            contents = Reason.CHECKSUM
        if isinstance(contents, Reason):
            why = _WHY.get(contents) or f"not supported: {headers.security}"
            return [_refused(contents, telegram, why, headers)]
        return self._telegram(contents, reception, now)

    def _events(self, items: list[Item], now: datetime | None) -> list[Event]:
        """Hear the telegrams; what the receiver refused passes through."""
        events: list[Event] = []
        for item in items:
            if isinstance(item, Reception):
                events += self.hear(item, now)
            elif isinstance(item, Rejected) and self._concerns(item):
                events.append(item)
        return events

    def _concerns(self, refusal: Rejected) -> bool:
        """Tell whether a refusal is none of another meter's."""
        return not (self._meter and refusal.sender) or refusal.sender == str(
            self._meter
        )

    def _is_repeated(
        self, telegram: bytes, headers: Headers, now: datetime | None
    ) -> bool:
        """Tell whether the meter has just been heard with the same ciphered bytes."""
        start = headers.transport.start if headers.transport else 0
        said = headers.meter, telegram[start:]
        last = self._seen.get(said)
        is_repeated = said in self._seen and (
            now is None or last is None or now - last < REPEATED_WITHIN
        )
        if not is_repeated:
            self._seen[said] = now
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return is_repeated

    def _is_doubtful(self, contents: Contents, reception: Reception) -> bool:
        """Tell whether bytes that nothing vouches for may have been damaged."""
        if reception.integrity or contents.integrity is not Integrity.CBC_FILLER:
            return False
        return self._shapes.is_doubtful(contents, len(reception.telegram))

    def _telegram(
        self, contents: Contents, reception: Reception, now: datetime | None
    ) -> list[Event]:
        """Put a telegram together."""
        meter = contents.headers.meter
        named = name(
            contents.records,
            meter.medium,
            meter.manufacturer,
            is_whole=contents.is_whole,
        )
        stamp = named.registers.get(_CLOCK)
        time = None
        if stamp and self._clock:
            time = meter_time(str(stamp.value), self._clock, now)
        telegram = Telegram(
            profile=WIRELESS,
            carrier=Carrier.WIRELESS,
            ident=f"{meter.manufacturer}-{meter.version:02X}-{meter.type:02X}",
            meter=_meter(meter, named),
            time=time,
            integrity=contents.integrity | reception.integrity,
            registers=named.registers,
            unread=named.unread,
            invocation_counter=_counter(contents.headers),
            rssi=reception.rssi,
            raw=reception.telegram,
        )
        if contents.is_whole:
            return [telegram]
        lost = _refused(Reason.VALUE, telegram.raw, _LOST, contents.headers)
        return [telegram, replace(lost, raw=b"")]


def _meter(address: Address, named: Named) -> Meter:
    """Tell who sent a telegram; a radio module has a number of its own."""
    number = named.registers.get(_NUMBER, Reading(address.number))
    return Meter(
        manufacturer=maker(address.manufacturer) or address.manufacturer,
        model=_MODELS.get((address.manufacturer, address.version, address.type)),
        serial_number=str(number.value),
    )


def _counter(headers: Headers) -> int | None:
    """Return the message counter of security mode 7."""
    if headers.authentication is None or not headers.authentication.counter:
        return None
    return int.from_bytes(headers.authentication.counter, "little")


def _refused(
    reason: Reason, telegram: bytes, detail: str, headers: Headers | None = None
) -> Rejected:
    """Refuse a telegram without a word of its meter's number but for the sender."""
    head = telegram[:_HEAD_SIZE].hex()
    sender = str(headers.meter) if headers else ""
    return Rejected(reason, len(telegram), head, detail, sender=sender, raw=telegram)

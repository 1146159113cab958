"""The decoder: bytes in, events out.

    bytes -> Framer -> frame -> Opener -> reader of text or of lists -> Telegram

It does no input or output, has no clock and never raises on what a line brings.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from .apdu import DATA_NOTIFICATION
from .clock import ClockRule, meter_time, stamp
from .date_time import date_time
from .frame import Frame
from .framing import Framer
from .identity import sender_of_list, sender_of_text, submeters
from .keys import Keys
from .list_reader import ListReader
from .opener import Opened, Opener
from .profile import Profile, Traits
from .profiles import AUTO, PROFILES, fitting
from .readout import Reader, Readout
from .telegram import (
    HEAD_SIZE,
    WEAK,
    Carrier,
    Event,
    Meter,
    Reason,
    Rejected,
    Telegram,
    rejected,
)

#: What may carry readable text; all others carry APDUs.
_TEXT: Final = (Carrier.P1, Carrier.P1_CIPHERED, Carrier.CIPHERED)


class _Content(NamedTuple):
    """What a frame holds: who and when, and the registers.

    ``date_time`` is set for DLMS lists; text has its clock among the registers.
    """

    ident: str
    meter: Meter
    readout: Readout
    date_time: bytes | None = None


class Decoder:
    """Decode what one meter pushes, by a profile or by any that fits.

    `country` (ISO 3166, two capitals) decides between profiles that look the
    same on the wire, and how Kamstrup's lists count energy. `keys` open what is
    ciphered.
    """

    def __init__(
        self,
        profile: str = AUTO,
        *,
        country: str | None = None,
        keys: Keys | None = None,
    ) -> None:
        """Decode telegrams of `profile`. Raise KeyError where there is none such."""
        self.profile = PROFILES[profile]
        self._country = country
        self._framer = Framer()
        self._opener = Opener(keys, self.profile.public_key, country)
        self._text_reader = Reader()
        self._list_reader = ListReader(country)

    def feed(self, data: bytes, now: datetime | None = None) -> list[Event]:
        """Take bytes and return the events that they complete, in order.

        `now` is the time of reception (aware); it settles the offset of the
        meter's clock. However the bytes are chunked, the events are the same.
        """
        return self._events(self._framer.feed(data), now)

    def end(self, now: datetime | None = None) -> list[Event]:
        """Return what the bytes left over come to when no more will follow."""
        return self._events(self._framer.end(), now)

    def _events(
        self, parts: list[Frame | Rejected], now: datetime | None
    ) -> list[Event]:
        """Read the frames; what the framer refused passes through."""
        events: list[Event] = []
        for part in parts:
            opened = part if isinstance(part, Rejected) else self._opener.open(part)
            if isinstance(opened, Rejected):
                events.append(opened)
            else:
                events += self._read(opened, now)
        return events

    def _read(self, opened: Opened, now: datetime | None) -> list[Event]:
        """Read one frame."""
        content = self._content(opened)
        if isinstance(content, Rejected):
            return [content]
        frame, readout = opened.frame, content.readout
        traits = Traits(frame.carrier, content.ident, readout.codes, frame.integrity)
        profile = self._profile(traits, readout)
        if profile is None:
            return [self._misfit(frame, traits)]
        clock = profile.clock_in(self._country)
        time = _time(content, clock, now)
        events: list[Event] = [_telegram(opened, content, profile, time)]
        for line in readout.refused:
            why = f"no value: {line}"
            refused = rejected(Reason.VALUE, line.encode("latin-1"), why)
            events.append(replace(refused, raw=b""))
        return events

    def _content(self, opened: Opened) -> _Content | Rejected:
        """Read the body of a frame: data lines or a list."""
        frame, counter, title = opened
        if frame.carrier in _TEXT and not frame.body.startswith(DATA_NOTIFICATION):
            readout = self._text_reader.read(frame.body)
            meter = sender_of_text(frame.ident, readout.registers, title)
            return _Content(frame.ident, meter, readout)
        found = self._list_reader.read(
            frame.body,
            is_ciphered=counter is not None,
            is_doubtful=frame.integrity in WEAK,
        )
        if isinstance(found, Rejected):
            return replace(found, size=frame.size, raw=frame.raw)
        ident, readout, clock, serial_number = found
        meter = sender_of_list(ident, readout.registers, title)
        if serial_number:
            meter = replace(meter, serial_number=serial_number)
        return _Content(ident, meter, readout, clock)

    def _profile(self, traits: Traits, readout: Readout) -> Profile | None:
        """Return the profile that a telegram is read by, None where it misfits."""
        if self.profile.id != AUTO:
            return self.profile if self.profile.fits(traits) else None
        if not readout.registers:
            return None
        return next(iter(fitting(traits, self._country)), self.profile)

    def _misfit(self, frame: Frame, traits: Traits) -> Rejected:
        """Refuse a sound telegram that is none of the profile's."""
        start = f"/{frame.ident}".encode("latin-1") if frame.ident else frame.body
        head, size = start[:HEAD_SIZE].hex(), frame.size
        if traits.is_unchecked and self.profile.checksum_required:
            why = "the telegram has no checksum"
            return Rejected(Reason.CHECKSUM, size, head, why, raw=frame.raw)
        fits = tuple(profile.id for profile in fitting(traits, self._country))
        why = f"the telegram fits {', '.join(fits) or 'no profile'}"
        return Rejected(Reason.PROFILE, size, head, why, fits, raw=frame.raw)


def _telegram(
    opened: Opened, content: _Content, profile: Profile, time: datetime | None
) -> Telegram:
    """Put a telegram together."""
    frame, readout = opened.frame, content.readout
    return Telegram(
        profile=profile.id,
        carrier=frame.carrier,
        ident=content.ident,
        meter=content.meter,
        time=time,
        integrity=frame.integrity,
        registers=readout.registers,
        unread=readout.unread,
        invocation_counter=opened.invocation_counter,
        submeters=submeters(readout.registers),
        raw=frame.raw,
    )


def _time(
    content: _Content, clock: ClockRule | None, now: datetime | None
) -> datetime | None:
    """Return the instant of the meter's clock."""
    if content.date_time is not None:
        return date_time(content.date_time, clock, now)
    digits = stamp(content.readout.registers)
    if digits is None or clock is None:
        return None
    return meter_time(digits, clock, now)

"""The decoder: bytes in, events out.

    bytes -> framer -> Reader -> Telegram

It does no input or output, has no clock and never raises on what a line brings.
"""

from datetime import datetime
from typing import Final

from .clock import meter_time
from .identity import identify
from .p1 import P1Frame, P1Framer
from .profiles import AUTO, PROFILES, Framing, Profile, fitting
from .readout import Reader, Readout
from .telegram import (
    HEAD_SIZE,
    Event,
    Integrity,
    Reason,
    Rejected,
    Telegram,
    rejected,
)

_CLOCK: Final = "0-0:1.0.0"
_FRAMERS: Final = {Framing.P1: P1Framer}


class Decoder:
    """Decode what one meter pushes, by a profile or by any that fits.

    `country` (ISO 3166, two capitals) decides between profiles that look the
    same on the wire; it matters for the profile `auto` only.
    """

    def __init__(self, profile: str = AUTO, *, country: str | None = None) -> None:
        """Decode telegrams of `profile`. Raise KeyError where there is none such."""
        self.profile = PROFILES[profile]
        self._country = country
        self._framer = _FRAMERS[self.profile.framing]()
        self._reader = Reader()

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
        self, parts: list[P1Frame | Rejected], now: datetime | None
    ) -> list[Event]:
        """Read the frames; what the framer refused passes through."""
        events: list[Event] = []
        for part in parts:
            if isinstance(part, Rejected):
                events.append(part)
            else:
                events += self._read(part, now)
        return events

    def _read(self, frame: P1Frame, now: datetime | None) -> list[Event]:
        """Read one frame."""
        readout = self._reader.read(frame.body)
        profile = self._profile(frame, readout)
        if profile is None:
            return [self._misfit(frame, readout)]
        events: list[Event] = [_telegram(frame, readout, profile, now)]
        for line in readout.refused:
            why = f"no value: {line}"
            events.append(rejected(Reason.VALUE, line.encode("latin-1"), why))
        return events

    def _profile(self, frame: P1Frame, readout: Readout) -> Profile | None:
        """Return the profile that a telegram is read by, None where it misfits."""
        if self.profile.id != AUTO:
            fits = self.profile.fits(frame.ident, readout.codes, frame.integrity)
            return self.profile if fits else None
        if not readout.registers:
            return None
        return next(iter(self._candidates(frame, readout)), self.profile)

    def _candidates(self, frame: P1Frame, readout: Readout) -> tuple[Profile, ...]:
        """List the profiles that a telegram fits, the likeliest first."""
        return fitting(frame.ident, readout.codes, frame.integrity, self._country)

    def _misfit(self, frame: P1Frame, readout: Readout) -> Rejected:
        """Refuse a sound telegram that is none of the profile's."""
        head = f"/{frame.ident}".encode("latin-1")[:HEAD_SIZE].hex()
        if frame.integrity is Integrity.NONE and self.profile.checksum_required:
            why = "the telegram has no checksum"
            return Rejected(Reason.CHECKSUM, frame.size, head, why)
        fits = tuple(profile.id for profile in self._candidates(frame, readout))
        why = f"the telegram fits {', '.join(fits) or 'no profile'}"
        return Rejected(Reason.PROFILE, frame.size, head, why, fits)


def _telegram(
    frame: P1Frame, readout: Readout, profile: Profile, now: datetime | None
) -> Telegram:
    """Put a telegram together."""
    stamp = readout.registers.get(_CLOCK)
    return Telegram(
        profile=profile.id,
        ident=frame.ident,
        meter=identify(frame.ident, readout.registers),
        time=(
            meter_time(str(stamp.value), profile.clock, now)
            if stamp and profile.clock
            else None
        ),
        integrity=frame.integrity,
        registers=readout.registers,
        unread=readout.unread,
    )

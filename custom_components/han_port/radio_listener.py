"""Listening by radio before an entry is made: who is there, and what opens them."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .decoder import (
    Address,
    ClockRule,
    Integrity,
    Keys,
    Medium,
    RadioDecoder,
    Reason,
    Receiver,
    Reception,
    Rejected,
    Telegram,
    read_headers,
)
from .hearing import Heard
from .listener import Trouble
from .memory import is_measured
from .radio import RECEIVER_MISSING, Radio, radio
from .station import Station
from .watches.cuts import SHORT

#: Seconds in which a receiver is found, at the latest.
RECOGNITION: Final = 120
#: Seconds until a list with an electricity meter is worth showing, or with any other
#: meter; one with none never is. A GAMA 350 sends once a minute.
SOON: Final = 15
LATER: Final = 45
PATIENCE: Final = 90
#: Seconds for which a receiver is kept open for a dialog: a browser may have gone.
HOLD: Final = 900
#: Telegrams that prove something where nothing vouches for their bytes.
ENOUGH: Final = 2


@dataclass(frozen=True, slots=True)
class Proven:
    """A telegram that says what the meter measures, and the key that opens it."""

    heard: Heard
    keys: Keys | None


class RadioListener:
    """Listens with the receiver on a port, which others may do as well."""

    def __init__(self, hass: HomeAssistant, port: str, receiver: str | None) -> None:
        """Begin to listen; without a `receiver` it is recognised."""
        self._hass = hass
        self._port = port
        self._receiver = receiver
        self._joined: asyncio.Future[Radio] = hass.loop.create_future()
        self._started = hass.loop.time()
        self._open_since = self._started
        self.is_recognised = False
        self._task = hass.async_create_background_task(
            self._stay(), f"{DOMAIN} config flow's receiver"
        )

    @property
    def is_over(self) -> bool:
        """Tell whether the receiver has been left."""
        return self._task.done()

    @property
    def radio(self) -> Radio:
        """Return the receiver, once it has been found."""
        return self._joined.result()

    @property
    def receiver(self) -> Receiver:
        """Return what kind of receiver it is, once it has let a meter be heard."""
        assert self.radio.receiver is not None
        return self.radio.receiver

    @property
    def receiver_name(self) -> str:
        """Return the name of the receiver, empty until it has been recognised."""
        receiver = self.radio.receiver if self._joined.done() else None
        return receiver.name if receiver else ""

    @property
    def seconds(self) -> int:
        """Return how long the present wait has taken by now."""
        return int(self._hass.loop.time() - self._started)

    def stations(self, left_out: Collection[str] = ()) -> list[Station]:
        """List the meters heard by now, the strongest first."""
        found = self.radio.stations.values()
        return sorted(
            (station for station in found if str(station.address) not in left_out),
            key=_weakness,
        )

    @callback
    def stop(self) -> None:
        """Leave the receiver to others, or close it."""
        self._task.cancel()

    async def recognise(self) -> Trouble | None:
        """Wait until the receiver hears, and return what keeps it from that."""
        self._started = self._hass.loop.time()
        with suppress(TimeoutError):
            async with asyncio.timeout(RECOGNITION):
                await asyncio.shield(self._joined)
                is_open = self.radio.ready.is_set()
                await self.radio.ready.wait()
                self._open_since = -inf if is_open else self._hass.loop.time()
                trouble = self.radio.trouble
                self.is_recognised = trouble is None
                return Trouble(trouble) if trouble else None
        return Trouble(RECEIVER_MISSING)

    async def search(
        self, left_out: Collection[str], known: Collection[str]
    ) -> Trouble | None:
        """Wait for a list of meters that is worth showing, and not `known` already."""
        self._started = self._hass.loop.time()
        heard = asyncio.Event()
        stop = self.radio.listen(None, lambda _: heard.set())
        try:
            while (left := self._left({*left_out, *known}, soon=bool(known))) > 0:
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await heard.wait()
                heard.clear()
        finally:
            stop()
        if self.stations({*left_out, *known}):
            return None
        if self.radio.trouble:
            return Trouble(self.radio.trouble)
        return Trouble("no_new_meter" if known else "no_meters")

    def _left(self, left_out: Collection[str], *, soon: bool) -> float:
        """Return the seconds after which what has been heard is worth showing.

        Who joins an open receiver finds what has been heard for long already.
        """
        now = self._hass.loop.time()
        media = {station.address.medium for station in self.stations(left_out)}
        if not media:
            return self._started + PATIENCE - now
        wait = SOON if Medium.ELECTRICITY in media else LATER
        return 0 if soon else self._open_since + wait - now

    async def prove(self, meter: Address, keys: Keys | None) -> Proven | Trouble:
        """Open what is held of a meter, else what it sends next, with a key."""
        self._started = self._hass.loop.time()
        proof = Proof(meter, keys)
        if station := self.radio.stations.get(meter):
            proof.cut = station.cut
            for held in station.held:
                proof.take(*held)
        if proof.finding is None:
            await self._hear(meter, proof)
        finding = proof.finding or proof.last_word
        if isinstance(finding, Trouble):
            return self._explained(finding, meter, keys)
        telegram, at = finding
        line = self.radio.line or self.receiver.line
        return Proven(Heard(telegram, line, at), proof.keys)

    async def _hear(self, meter: Address, proof: Proof) -> None:
        """Wait until the next telegrams of a meter decide, or time is up."""
        decided = asyncio.Event()

        @callback
        def take(item: Reception | Rejected) -> None:
            proof.take(item, self._hass.loop.time())
            if proof.finding:
                decided.set()

        stop = self.radio.listen(meter, take)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    await decided.wait()
        finally:
            stop()

    def _explained(
        self, trouble: Trouble, meter: Address, keys: Keys | None
    ) -> Trouble:
        """Look for what explains a trouble better: another meter, no receiver."""
        if trouble.key == "wrong_key":
            for station in self.stations({str(meter)}):
                proof = Proof(station.address, keys)
                for held in station.held if station.is_encrypted else ():
                    proof.take(*held)
                if proof.is_open:
                    return Trouble("other_meter_key", detail=str(station.address))
        if trouble.key == "meter_not_heard" and self.radio.trouble:
            return Trouble(self.radio.trouble)
        return trouble

    async def _stay(self) -> None:
        """Keep the receiver open for as long as the dialog is, if that is not long."""
        async with radio(self._hass, self._port, self._receiver) as joined:
            self._joined.set_result(joined)
            await asyncio.sleep(HOLD)


class Proof:
    """What the telegrams of one meter come to with a key, or without one."""

    def __init__(self, meter: Address, keys: Keys | None) -> None:
        """Begin with nothing heard."""
        clock = ClockRule.of(dt_util.get_default_time_zone())
        self._decoder = RadioDecoder(keys=keys, meter=meter, clock=clock)
        self._best: tuple[Telegram, float] | None = None
        self._trouble: Trouble | None = None
        self._longest = 0
        self._locked = 0
        self._opened = 0
        self._opened_size = 0
        self._is_unnamed = False
        self._is_ciphered = False
        self.cut = 0

    @property
    def is_open(self) -> bool:
        """Tell whether what came out can have come out with this key only."""
        return self._opened >= ENOUGH

    @property
    def keys(self) -> Keys | None:
        """Return the key as it fits, None where the meter needs none."""
        return self._decoder.keys if self._is_ciphered else None

    @property
    def finding(self) -> tuple[Telegram, float] | Trouble | None:
        """Return what is proven, None where the next telegram may prove more."""
        if self._best and self.is_open:
            return self._best
        if self.cut >= ENOUGH and self._longest < SHORT:
            return Trouble("receiver_cuts")
        if self._locked >= ENOUGH and not self.is_open:
            return Trouble("wrong_key")
        return self._trouble

    @property
    def last_word(self) -> Trouble:
        """Return what is to be said when time is up without a finding."""
        if self.cut and self._longest < SHORT:
            return Trouble("receiver_cuts")
        if self._locked and not self.is_open:
            return Trouble("wrong_key")
        return Trouble("unknown_list" if self._is_unnamed else "meter_not_heard")

    def take(self, item: Reception | Rejected, at: float) -> None:
        """Take a telegram, or that one was cut."""
        if isinstance(item, Rejected):
            self.cut += item.reason is Reason.TRUNCATED
            return
        events = self._decoder.hear(item, dt_util.utcnow())
        for event in events:
            if isinstance(event, Telegram):
                # A broken record behind it leaves a doubt whether the key is right.
                self._open(event, item, is_sure=len(events) == 1)
                self._keep(event, at)
            else:
                self._refuse(event, item)

    def _open(self, telegram: Telegram, reception: Reception, *, is_sure: bool) -> None:
        """Take it that the key fits, if there is one and this telegram needs it."""
        headers = read_headers(reception.telegram)
        is_ciphered = bool(headers and headers.is_encrypted)
        self._is_ciphered = self._is_ciphered or is_ciphered
        self._opened += ENOUGH if is_sure or not is_ciphered else 1
        self._opened_size = max(self._opened_size, len(reception.telegram))
        self._is_unnamed = self._is_unnamed or bool(telegram.unread)
        self._longest = max(self._longest, len(reception.telegram))

    def _keep(self, telegram: Telegram, at: float) -> None:
        """Keep the telegram with the most registers, if it measures anything."""
        if not any(map(is_measured, telegram.registers)):
            return
        best = self._best
        if best is None or len(telegram.registers) >= len(best[0].registers):
            self._best = telegram, at

    def _refuse(self, refusal: Rejected, reception: Reception) -> None:
        """Take a telegram that cannot be read."""
        if refusal.reason is Reason.TRUNCATED:
            self.cut += 1
            return
        self._longest = max(self._longest, len(reception.telegram))
        match refusal.reason:
            case Reason.KEY:
                vouched = reception.integrity is not Integrity.NONE
                self._locked += ENOUGH if vouched else 1
                if vouched and len(reception.telegram) >= self._opened_size:
                    # Its key has been renewed since the others were sent.
                    self._opened, self._best = 0, None
            case Reason.ENCRYPTED:
                self._trouble = Trouble("encrypted")
            case Reason.UNSUPPORTED:
                headers = read_headers(reception.telegram)
                security = headers.security if headers else ""
                self._trouble = Trouble("unsupported", detail=security)
            case Reason.MALFORMED:
                self._is_unnamed = True


def _weakness(station: Station) -> tuple[bool, float, float]:
    """Return what puts the strongest first, and those without a strength last."""
    return station.rssi is None, -(station.rssi or 0), -station.at

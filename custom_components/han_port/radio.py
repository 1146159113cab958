"""The radio at one port: a receiver that many meters and dialogs share.

The first who needs it opens the port, the last one closes it. In between the link
is kept, whatever breaks, and each telegram goes to those who listen to its meter.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER
from .decoder import (
    RECEIVERS,
    Address,
    Item,
    Line,
    Reason,
    Receiver,
    Reception,
    Rejected,
    read_headers,
)
from .history import History
from .link import FIRST_DELAY, LONGEST_DELAY, LinkError, open_link
from .ports import identities
from .radio_link import Attempt, RadioLink, attempts
from .station import Stations

#: Nobody answers at the port, and nothing that comes is understood.
RECEIVER_MISSING: Final = "receiver_missing"

#: Takes a telegram, or what is left of one.
type Ear = Callable[[Reception | Rejected], None]


class Radio:
    """The receiver at one port.

    ``receiver`` is the one that was found, also while it is lost; ``line`` is what
    it was found with. ``trouble`` is the key of a text, None while all is well.
    ``ready`` is set as soon as either is known. ``openings`` counts how often it was
    brought to hear, ``size`` bytes, ``telegrams`` what was heard of anybody,
    ``refused`` what was not understood.
    """

    def __init__(self, port: str, receiver: str | None, line: Line | None) -> None:
        """Know the port, and which receiver is there if that is known."""
        self.port = port
        self.receiver: Receiver | None = None
        self.line = line
        self.trouble: str | None = None
        self.ready = asyncio.Event()
        self.stations = Stations()
        self.size = 0
        self.telegrams = 0
        self.openings = 0
        self.history = History()
        self.refused: Counter[Reason] = Counter()
        self._kind = RECEIVERS[receiver] if receiver else None
        self._listeners: dict[Address | None, list[Ear]] = {}
        self._delay: float = FIRST_DELAY
        self._is_lost = False
        self._is_open = False
        self._faults: set[type[Exception]] = set()
        self._round = asyncio.timeout(None)
        self._time = asyncio.get_running_loop().time

    @callback
    def listen(self, meter: Address | None, hear: Ear) -> CALLBACK_TYPE:
        """Hear what one meter sends, or all of them; return how to end that."""
        self._listeners.setdefault(meter, []).append(hear)

        @callback
        def stop() -> None:
            self._listeners[meter].remove(hear)
            if not self._listeners[meter]:
                del self._listeners[meter]

        return stop

    @callback
    def look_for(self, receiver: str | None, line: Line | None) -> None:
        """Look for another receiver than the one that is missing."""
        kind = RECEIVERS[receiver] if receiver else None
        if self.trouble is None or kind is self._kind:
            return
        self._kind, self.line = kind, line
        self._delay = FIRST_DELAY
        self.trouble = None
        self.ready.clear()
        self._round.reschedule(self._time())

    async def run(self) -> None:
        """Keep the receiver hearing for as long as anybody listens."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(None) as self._round:
                    await self._receive_and_rest()

    async def _receive_and_rest(self) -> None:
        """Hear until something ends that, and wait until the next try."""
        delay: float = FIRST_DELAY
        try:
            await self._receive()
        except LinkError as err:
            self._lose(err.problem)
            delay = self._next_delay()
        except Exception as err:
            if self._is_new(err):
                LOGGER.exception("Hearing the radio failed; beginning anew")
            delay = self._next_delay()
        await asyncio.sleep(delay)

    async def _receive(self) -> None:
        """Find the receiver and hear it until its link ends or is silent."""
        self._is_open = False
        for attempt in attempts(self.port, self._kind, self.line):
            async with open_link(self.port, attempt.line) as link:
                radio_link = RadioLink(link, self._take)
                receiver = await self._find(radio_link, attempt)
                if receiver is not None:
                    self._have(receiver, attempt.line)
                    await radio_link.hear(receiver)
                    return
        self._lose(RECEIVER_MISSING)

    async def _find(self, link: RadioLink, attempt: Attempt) -> Receiver | None:
        """Return the receiver; one that does not answer is heard all the same."""
        receiver = await link.find(attempt.kinds)
        if receiver is None and attempt.seconds:
            receiver = await link.recognize(attempt.seconds)
        if receiver is None and self._kind and attempt.kinds:
            self._lose(RECEIVER_MISSING)
            receiver = await link.recognize(self._next_delay())
        return receiver

    def _have(self, receiver: Receiver, line: Line) -> None:
        """Note the receiver that was found; who only sends is back when it does."""
        self.receiver, self._kind, self.line = receiver, type(receiver), line
        self.trouble = None
        self.openings += 1
        self.history.note(f"open: {receiver.id} {line}")
        self._is_open = True
        if receiver.is_asked:
            self._come_back()
        self.ready.set()

    def _come_back(self) -> None:
        """Hear again what the receiver hears."""
        self._delay = FIRST_DELAY
        if self._is_lost and self.receiver:
            self._is_lost = False
            LOGGER.info("The receiver %s is back", self.receiver.name)

    def _lose(self, trouble: str) -> None:
        """Note what keeps the receiver from being heard."""
        self.trouble = trouble
        self.history.note(f"closed: {trouble}")
        self.ready.set()
        if self.receiver and not self._is_lost:
            self._is_lost = True
            name = self.receiver.name
            LOGGER.info("The receiver %s is lost: %s", name, trouble)

    def _next_delay(self) -> float:
        """Return the seconds until the next try: from one to the next twice as many."""
        delay = self._delay
        self._delay = min(2 * delay, LONGEST_DELAY)
        return delay

    def _take(self, size: int, items: list[Item]) -> None:
        """Take what the link has brought."""
        self.size += size
        if self._is_lost and self._is_open and size:
            self._come_back()
        for item in items:
            if isinstance(item, Reception):
                self._hear(item)
            elif isinstance(item, Rejected):
                self._refuse(item)

    def _hear(self, reception: Reception) -> None:
        """Note a telegram, and hand it to those who listen to its meter."""
        headers = read_headers(reception.telegram)
        if headers is None:
            self.refused[Reason.MALFORMED] += 1
            return
        self.telegrams += 1
        self.stations.at(headers.meter, self._time()).take(reception, headers)
        self._tell(headers.meter, reception)

    def _refuse(self, refusal: Rejected) -> None:
        """Note what is no telegram; the sender of a cut one may be known."""
        self.refused[refusal.reason] += 1
        if not refusal.sender:
            self._tell(None, refusal)
            return
        meter = Address.parse(refusal.sender)
        if refusal.reason is Reason.TRUNCATED:
            self.stations.at(meter, self._time()).cut += 1
        self._tell(meter, refusal)

    def _tell(self, meter: Address | None, item: Reception | Rejected) -> None:
        """Let those hear it who listen to this meter, or to all."""
        for address in {meter, None}:
            for hear in tuple(self._listeners.get(address, ())):
                try:
                    hear(item)
                except Exception as err:
                    if self._is_new(err):
                        LOGGER.exception("A telegram could not be taken")

    def _is_new(self, fault: Exception) -> bool:
        """Tell whether a fault is the first of its kind, and worth a line."""
        is_new = type(fault) not in self._faults
        self._faults.add(type(fault))
        return is_new


@dataclass(eq=False)
class _Shared:
    """An open radio and how many use it; with none it is being closed."""

    radio: Radio
    task: asyncio.Task[None]
    users: int = 0


class _Radios:
    """All open radios of a Home Assistant."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = asyncio.Lock()
        self._open: list[_Shared] = []

    async def join(
        self, hass: HomeAssistant, port: str, receiver: str | None, line: Line | None
    ) -> _Shared:
        """Use the radio at a port, whatever the port is called."""
        async with self._lock:
            shared = await self._at(hass, port)
            if shared and not shared.users:
                await asyncio.wait({shared.task})
                shared = None
            if shared is None:
                shared = self._opened(hass, Radio(port, receiver, line))
            else:
                shared.radio.look_for(receiver, line)
            shared.users += 1
            return shared

    async def leave(self, shared: _Shared) -> None:
        """Use a radio no longer; the last one closes it."""
        shared.users -= 1
        if not shared.users:
            shared.task.cancel()
            await asyncio.wait({shared.task})

    async def _at(self, hass: HomeAssistant, port: str) -> _Shared | None:
        """Return the radio that is open at a port."""
        known = list(self._open)
        ports = [port, *(shared.radio.port for shared in known)]
        wanted, *taken = await hass.async_add_executor_job(identities, ports)
        found = (one for one, name in zip(known, taken, strict=True) if name == wanted)
        return next(found, None)

    def _opened(self, hass: HomeAssistant, radio: Radio) -> _Shared:
        """Begin to receive, until the task is cancelled."""
        task = hass.async_create_background_task(radio.run(), f"{DOMAIN} radio")
        shared = _Shared(radio, task)
        self._open.append(shared)
        task.add_done_callback(lambda _: self._open.remove(shared))
        return shared


_RADIOS: HassKey[_Radios] = HassKey(f"{DOMAIN}_radios")


@asynccontextmanager
async def radio(
    hass: HomeAssistant,
    port: str,
    receiver: str | None = None,
    line: Line | None = None,
) -> AsyncIterator[Radio]:
    """Use the radio at a port, which is open for as long as anybody does.

    Without a `receiver` it is looked for. `line` is what one that only sends was
    found with.
    """
    radios = hass.data.setdefault(_RADIOS, _Radios())
    shared = await radios.join(hass, port, receiver, line)
    try:
        yield shared.radio
    finally:
        await radios.leave(shared)

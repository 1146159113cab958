"""Meters that send by radio, as OMS has them, and what they measure.

The records of each stand in the order of real ones. A meter without a total of its
own leaves it to the reader to add its tariffs.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, override
from zoneinfo import ZoneInfo

from .household import Snapshot
from .keys import ENCRYPTION_ONLY, Keys
from .meter import COMPLETE, Meter, Turn
from .records import NUMBER, Record, clock, record, short_clock
from .registers import registers
from .wireless import Address, Sender, in_clear, mode_5, mode_7

PROFILE: Final = "wmbus"
#: The meter that stands for the profile; the others are its neighbours.
OWN: Final = "gama"

_WARSAW: Final = ZoneInfo("Europe/Warsaw")

#: What a household uses in an hour beside electricity, m3 and kWh, and since when.
_HOURLY: Final = {
    "7-0:3.0.0": Decimal("0.13"),
    "8-0:1.0.0": Decimal("0.012"),
    "6-0:1.0.0": Decimal(2),
}
_BEGAN: Final = datetime(2024, 1, 1, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1)

#: Records of registers, and whole ones that stay the same.
type Entries = tuple[Record | bytes, ...]


@dataclass(frozen=True, slots=True)
class RadioMeter(Meter):
    """A meter with a radio.

    `mode` is how it ciphers if it has a key. Every `short_every`-th telegram has
    clock and number only. With a `coarse` clock it sends the time to the minute,
    and no number.
    """

    name: str
    sender: Sender
    records: Entries
    mode: int = 5
    short_every: int = 0
    coarse: bool = False
    profile: str = field(default=PROFILE, kw_only=True)
    interval: float = field(default=60, kw_only=True)

    @property
    def address(self) -> str:
        """The address of the meter that measures, as households are shown it."""
        maker, number, version, kind = self.sender.meter
        return f"{maker}-{number}-{version:02X}-{kind:02X}"

    @property
    @override
    def label(self) -> str:
        """Name and address."""
        return f"{self.name} {self.address}"

    @override
    def telegram(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> bytes:
        """Write a telegram from its length on, without checksums."""
        content = self._content(snapshot, turn)
        access = turn.number % 256
        if self.keys is None:
            return in_clear(self.sender, content, access)
        key = self.keys.encryption
        if self.mode == 5:
            return mode_5(self.sender, content, key, access)
        return mode_7(self.sender, content, key, access, turn.number + 1)

    @override
    def values(self, snapshot: Snapshot, turn: Turn = COMPLETE) -> dict[str, Decimal]:
        """Return the numbers, and the totals that tariffs add up to."""
        if self._is_short(turn):
            return {}
        numbers = measured(snapshot)
        sent = {
            entry.code: entry.sent(numbers[entry.code])
            for entry in self.records
            if isinstance(entry, Record)
        }
        return _added_up(sent) | sent

    def _content(self, snapshot: Snapshot, turn: Turn) -> bytes:
        """Write the records of a telegram."""
        local = snapshot.time.astimezone(_WARSAW)
        if self.coarse:
            head = short_clock(local)
        else:
            head = clock(local) + record(NUMBER, int(self.sender.meter.number))
        if self._is_short(turn):
            return head
        numbers = measured(snapshot)
        return head + b"".join(
            entry if isinstance(entry, bytes) else entry.written(numbers[entry.code])
            for entry in self.records
        )

    def _is_short(self, turn: Turn) -> bool:
        """Tell whether it is the turn of a telegram without values."""
        every = self.short_every
        return every > 0 and turn.number % every == every - 1


def measured(snapshot: Snapshot) -> dict[str, Decimal]:
    """Return all that there is to measure, by code."""
    numbers = {f"1-0:{code}": number for code, number in registers(snapshot).items()}
    for group in ("1-0:1.8", "1-0:2.8"):
        total = numbers[f"{group}.0"]
        night = (total / 4).quantize(Decimal("0.001"))
        shares = (total - night, night, Decimal(0), Decimal(0))
        numbers |= {
            f"{group}.{tariff}": share for tariff, share in enumerate(shares, 1)
        }
    for number, flow in zip((16, 36, 56, 76), snapshot.flows, strict=True):
        net = flow.active_import - flow.active_export
        numbers[f"1-0:{number}.7.0"] = Decimal(net).scaleb(-3)
    hours = (snapshot.time - _BEGAN) // _HOUR
    return numbers | {code: hours * used for code, used in _HOURLY.items()}


def _added_up(sent: dict[str, Decimal]) -> dict[str, Decimal]:
    """Return the totals that tariffs make."""
    totals: dict[str, Decimal] = {}
    for code, number in sent.items():
        group, mark, _ = code.partition(".8.")
        if mark:
            total = f"{group}.8.0"
            totals[total] = totals.get(total, Decimal(0)) + number
    return totals


def _key(first: int) -> Keys:
    """Return a key that nobody takes for a real one: bytes that count up."""
    return Keys(bytes(range(first, first + 16)))


_TARIFFS: Final = tuple(enumerate(("8E10", "8E20", "8E30", "8E8010"), 1))
_IMPORT: Final = Record("0E03", "1-0:1.8.0", 3)
_EXPORT: Final = Record("0E833C", "1-0:2.8.0", 3)
_IMPORT_TARIFFS: Final = tuple(
    Record(f"{dif}03", f"1-0:1.8.{tariff}", 3) for tariff, dif in _TARIFFS
)
_EXPORT_TARIFFS: Final = tuple(
    Record(f"{dif}833C", f"1-0:2.8.{tariff}", 3) for tariff, dif in _TARIFFS
)
_POWER: Final = Record("0B2B", "1-0:1.7.0", 3), Record("0BAB3C", "1-0:2.7.0", 3)
_REACTIVE: Final = Record("0BFB14", "1-0:3.7.0", 3), Record("0BFB943C", "1-0:4.7.0", 3)
_VOLTAGES: Final = tuple(
    Record(f"0AFDC9FC0{phase}", f"1-0:{12 + 20 * phase}.7.0") for phase in (1, 2, 3)
)
_LIMIT: Final = bytes.fromhex("0BABC8FC10")
_GAMA_LIMIT: Final = record(_LIMIT, 70_000)
_OTUS_LIMIT: Final = record(_LIMIT, 0)

_GAMA_RECORDS: Final[Entries] = (
    _IMPORT,
    *_IMPORT_TARIFFS,
    _EXPORT,
    *_EXPORT_TARIFFS,
    *_POWER,
    *_REACTIVE,
    *_VOLTAGES,
    _GAMA_LIMIT,
)
#: Three tariffs, those of export backwards, and no totals.
_OTUS_RECORDS: Final[Entries] = (
    *_VOLTAGES,
    *_EXPORT_TARIFFS[2::-1],
    _OTUS_LIMIT,
    *_IMPORT_TARIFFS[:3],
    *_POWER,
)
_EASYMETER_RECORDS: Final[Entries] = (
    Record("0702", "1-0:1.8.0", 4),
    Record("07823C", "1-0:2.8.0", 4),
    Record("841004", "1-0:1.8.1", 2),
    Record("842004", "1-0:1.8.2", 2),
    Record("0429", "1-0:16.7.0", 5),
    *(
        Record(f"04A9FF0{phase}", f"1-0:{16 + 20 * phase}.7.0", 5)
        for phase in (1, 2, 3)
    ),
)
_WATER_RECORDS: Final[Entries] = (
    Record("0C13", "8-0:1.0.0", 3),
    # The reading of the end of last year, and no error.
    bytes.fromhex("426C3F3C 4C1300100000 02FD170000"),
)
_GAS_RECORDS: Final[Entries] = (
    Record("0C14", "7-0:3.0.0", 2),
    bytes.fromhex("02FD170000"),
)
_HEAT_RECORDS: Final[Entries] = (
    Record("0C06", "6-0:1.0.0"),
    # Volume, power, and the temperatures of flow and return.
    bytes.fromhex("0C1456341200 0B2D120000 0A5A5006 0A5E1504"),
)


def _gama(number: str, keys: Keys) -> RadioMeter:
    """Return a GAMA 350; its radio has two types of telegrams."""
    sender = Sender(Address("EGM", number, 0x01, 0x02))
    return RadioMeter(
        "Elgama GAMA 350", sender, _GAMA_RECORDS, keys=keys, short_every=5
    )


RADIO_METERS: Final = {
    OWN: _gama("14000011", ENCRYPTION_ONLY),
    "gama-2": _gama("14000012", _key(0x10)),
    "otus": RadioMeter(
        "Apator OTUS 3",
        Sender(Address("APA", "30000013", 0x01, 0x02)),
        _OTUS_RECORDS,
        interval=30,
        keys=_key(0x20),
    ),
    "easymeter": RadioMeter(
        "EasyMeter",
        Sender(
            Address("ESY", "70000015", 0x30, 0x37),
            Address("ESY", "70000014", 0x11, 0x02),
        ),
        _EASYMETER_RECORDS,
        mode=7,
        coarse=True,
        interval=15,
        keys=_key(0x30),
    ),
    "water": RadioMeter(
        "Diehl water meter",
        Sender(Address("DME", "80000016", 0x41, 0x07)),
        _WATER_RECORDS,
        coarse=True,
        interval=16,
        keys=_key(0x40),
    ),
    "gas": RadioMeter(
        "Elster gas meter",
        Sender(Address("ELS", "50000017", 0x33, 0x03)),
        _GAS_RECORDS,
        coarse=True,
        interval=900,
        keys=_key(0x50),
    ),
    "heat": RadioMeter(
        "Techem heat meter",
        Sender(Address("TCH", "60000018", 0x22, 0x04)),
        _HEAT_RECORDS,
        coarse=True,
        interval=120,
    ),
}

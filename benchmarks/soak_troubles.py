"""What befalls the meters of a soak, and when: by chance, but the same for a seed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from random import Random
from typing import Final, NamedTuple, override

from simulator.faults import Fault
from simulator.household import Counters, Household, Snapshot


class Trouble(StrEnum):
    """What may go wrong, by name."""

    NOISE = "noise"
    BIT_ERRORS = "bit errors"
    CUT = "truncated telegrams"
    BAD_CHECKSUM = "bad checksums"
    RESTART = "restarts of the meter"
    SILENCE = "silence"
    PULLED = "pulled cable or server restarted"
    ZERO = "zero total in a sound telegram"
    FALL = "lower total in a sound telegram"
    JUMP = "higher total in a sound telegram"


#: What the simulator does to telegrams.
FAULTS: Final = {
    Trouble.NOISE: Fault.NOISE,
    Trouble.BIT_ERRORS: Fault.BIT_ERRORS,
    Trouble.CUT: Fault.CUT,
    Trouble.BAD_CHECKSUM: Fault.BAD_CHECKSUM,
    Trouble.RESTART: Fault.RESTART,
}

#: What sound telegrams say in place of the truth.
LIES: Final[dict[Trouble, Callable[[Counters], Counters]]] = {
    Trouble.ZERO: lambda counters: Counters(*(0 * one for one in counters)),
    Trouble.FALL: lambda counters: Counters(*(one - Decimal(10) for one in counters)),
    Trouble.JUMP: lambda counters: Counters(*(one + Decimal(4000) for one in counters)),
}

#: Of five that agree among themselves it would be believed that the meter is new.
MOST_LIES: Final = 3

#: For how many seconds each lasts, where it is not for a number of telegrams.
_LASTS: Final = {
    Trouble.RESTART: (80, 120),
    Trouble.SILENCE: (40, 600),
    Trouble.PULLED: (20, 400),
}
_DAMAGE: Final = (10, 90)


class Event(NamedTuple):
    """A trouble that comes `after` so many seconds.

    It lasts for some `seconds`; if it is a lie for so many telegrams.
    """

    after: float
    trouble: Trouble
    seconds: float
    telegrams: int


def events(random: Random, troubles: Sequence[Trouble], gap: float) -> Iterator[Event]:
    """Give events about a gap apart, each trouble as often as the others."""
    while True:
        for trouble in random.sample(troubles, len(troubles)):
            yield Event(
                after=gap * random.uniform(0.5, 1.5),
                trouble=trouble,
                seconds=random.uniform(*_LASTS.get(trouble, _DAMAGE)),
                telegrams=random.randint(1, MOST_LIES),
            )


class Liar(Household):
    """A household whose meter now and then sends totals that are wrong.

    `told` counts them.
    """

    def __init__(self, seed: int, start: datetime) -> None:
        """Tell the truth at first."""
        super().__init__(seed, start=start)
        self.told = 0
        self._lie: Trouble | None = None
        self._left = 0

    def lie(self, lie: Trouble, telegrams: int) -> None:
        """Lie in the next telegrams."""
        self._lie = lie
        self._left = telegrams

    def measured(self, time: datetime) -> Decimal:
        """Return what has gone through the meter by now, in both directions."""
        counters = super().at(time).counters
        return counters.active_import + counters.active_export

    @override
    def at(self, time: datetime) -> Snapshot:
        """Measure, and say what was measured or something else."""
        snapshot = super().at(time)
        if self._lie is None or self._left == 0:
            return snapshot
        self._left -= 1
        self.told += 1
        return snapshot._replace(counters=LIES[self._lie](snapshot.counters))

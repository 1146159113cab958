"""What it costs to pass over what the meters of a neighbourhood send.

They are heard by the receiver that hands over most, and each sends as much as a
GAMA 350: a line is read and its checksums are checked before it shows whose it is.
"""

from functools import partial

from benchmarks.cases import GAMA, Task, by_cul
from benchmarks.readers import han_port_by_radio
from benchmarks.telegrams import push_all
from decoder import Address
from simulator.radio_meters import RADIO_METERS
from simulator.wireless import with_checksums

#: How many telegrams come, and which share of a core they may take.
A_MINUTE = 200
MOST = 0.001

_OWN = Address.parse(RADIO_METERS["otus"].address)


def passed_over() -> Task:
    """Hear a neighbour's telegrams. Raise ValueError where one is taken."""
    reader = han_port_by_radio("cul", by_cul, meter=_OWN)
    lines = [reader.handed(with_checksums(push.data)) for push in push_all(GAMA)]
    read = reader.make()
    if any(map(read, lines)):
        raise ValueError("a neighbour's telegram is taken")
    return [partial(read, line) for line in lines]

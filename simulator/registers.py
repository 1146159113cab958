"""What a meter measures, by register: numbers in kWh, kvarh, kW, kvar, V and A."""

from decimal import Decimal
from typing import Final

from .household import Snapshot

_THOUSANDTH: Final = Decimal("0.001")

#: The C group of the active import of all phases, of L1, L2 and L3; active
#: export, reactive import and reactive export follow.
FIRST_GROUPS: Final = (1, 21, 41, 61)
#: The C groups of L1, L2 and L3.
CURRENTS: Final = (31, 51, 71)
VOLTAGES: Final = (32, 52, 72)


def registers(snapshot: Snapshot) -> dict[str, Decimal]:
    """Return all numbers of a moment by the C, D and E group of their code.

    Currents bear the sign of the active power of their phase.
    """
    numbers = {
        f"{group}.8.0": counter for group, counter in enumerate(snapshot.counters, 1)
    }
    for first, flow in zip(FIRST_GROUPS, snapshot.flows, strict=True):
        for group, power in enumerate(flow, first):
            numbers[f"{group}.7.0"] = Decimal(power).scaleb(-3)
    for current, voltage, phase in zip(
        CURRENTS, VOLTAGES, snapshot.phases, strict=True
    ):
        numbers[f"{current}.7.0"] = phase.current
        numbers[f"{voltage}.7.0"] = phase.voltage
    return numbers | _apparent(snapshot)


def _apparent(snapshot: Snapshot) -> dict[str, Decimal]:
    """Return the apparent power of import and export in kVA, and the power factor."""
    total = snapshot.flows[0]
    active = Decimal(total.active_import + total.active_export).scaleb(-3)
    reactive = Decimal(total.reactive_import + total.reactive_export).scaleb(-3)
    apparent = (active * active + reactive * reactive).sqrt()
    sent = apparent.quantize(_THOUSANDTH)
    nothing = Decimal(0)
    return {
        "9.7.0": nothing if total.active_export else sent,
        "10.7.0": sent if total.active_export else nothing,
        "13.7.0": (active / apparent if apparent else Decimal(1)).quantize(_THOUSANDTH),
    }

"""Lists of bare values for tests, with made-up ones, and what they have to give."""

from typing import Final, NamedTuple

from tests.decoder.axdr_compose import (
    array,
    boolean,
    date_time,
    enum,
    octets,
    text,
    uint8,
    uint16,
    uint32,
    uint64,
)
from tests.decoder.list_reading import Values

KWH: Final = "kWh"
KVARH: Final = "kvarh"
KW: Final = "kW"
KVAR: Final = "kvar"

STAMP: Final = "2026-01-17T08:30:10"
CLOCK: Final[Values] = {"0-0:1.0.0": (STAMP, None)}

POWERS: Final = [uint32(1023), uint32(7), uint32(65), uint32(410)]
POWER_VALUES: Final[Values] = {
    "1-0:1.7.0": (1.023, KW),
    "1-0:2.7.0": (0.007, KW),
    "1-0:3.7.0": (0.065, KVAR),
    "1-0:4.7.0": (0.41, KVAR),
}
ENERGIES: Final = [uint32(6678394), uint32(412070), uint32(21988), uint32(1034205)]
ENERGY_VALUES: Final[Values] = {
    "1-0:1.8.0": (6678.394, KWH),
    "1-0:2.8.0": (412.07, KWH),
    "1-0:3.8.0": (21.988, KVARH),
    "1-0:4.8.0": (1034.205, KVARH),
}
TARIFFS: Final = [uint32(n) for n in (6678394, 4000001, 2678393, 412070, 400000, 12070)]
TARIFF_VALUES: Final[Values] = {
    "1-0:1.8.0": (6678.394, KWH),
    "1-0:1.8.1": (4000.001, KWH),
    "1-0:1.8.2": (2678.393, KWH),
    "1-0:2.8.0": (412.07, KWH),
    "1-0:2.8.1": (400.0, KWH),
    "1-0:2.8.2": (12.07, KWH),
}
#: Tenths of a volt, or volts; milliamperes, or hundredths of an ampere.
TENTHS: Final = [2298, 2304, 2315]
TENTH_VALUES: Final[Values] = {
    "1-0:32.7.0": (229.8, "V"),
    "1-0:52.7.0": (230.4, "V"),
    "1-0:72.7.0": (231.5, "V"),
}
VOLTS: Final = [uint16(229), uint16(230), uint16(231)]
VOLT_VALUES: Final[Values] = {
    "1-0:32.7.0": (229.0, "V"),
    "1-0:52.7.0": (230.0, "V"),
    "1-0:72.7.0": (231.0, "V"),
}
HUNDREDTHS: Final = [uint16(161), uint16(133), uint16(9)]
HUNDREDTH_VALUES: Final[Values] = {
    "1-0:31.7.0": (1.61, "A"),
    "1-0:51.7.0": (1.33, "A"),
    "1-0:71.7.0": (0.09, "A"),
}
BY_PHASE: Final = [uint32(n) for n in (341, 290, 392, 1, 2, 4)]
PHASE_VALUES: Final[Values] = {
    "1-0:21.7.0": (0.341, KW),
    "1-0:41.7.0": (0.29, KW),
    "1-0:61.7.0": (0.392, KW),
    "1-0:22.7.0": (0.001, KW),
    "1-0:42.7.0": (0.002, KW),
    "1-0:62.7.0": (0.004, KW),
}

KAIFA: Final = [text("KFM_001"), text("6970000000000001"), text("MA304H3E"), *POWERS]
KAIFA_VALUES: Final[Values] = {
    "0-0:96.1.0": ("6970000000000001", None),
    "0-0:96.1.7": ("MA304H3E", None),
    **POWER_VALUES,
}
MILLIAMPERES: Final = [uint32(1613), uint32(1330), uint32(9)]
MILLIAMPERE_VALUES: Final[Values] = {
    "1-0:31.7.0": (1.613, "A"),
    "1-0:51.7.0": (1.33, "A"),
    "1-0:71.7.0": (0.009, "A"),
}
NAMED: Final = text("ISK1030700000001")
NAMED_VALUES: Final[Values] = {"0-0:42.0.0": ("ISK1030700000001", None)}
NUMBER: Final = text("90000001")
NUMBER_VALUES: Final[Values] = {"0-0:96.1.0": ("90000001", None)}
#: Of Croatia: a limit, thresholds of three kinds, the breaker.
IE5_TAIL: Final = [uint32(17250), *[array(uint16(9400))] * 3, boolean(1)]


class Case(NamedTuple):
    """A list, its ident, and what it has to give."""

    ident: str
    items: list[bytes]
    values: Values


CASES: Final = {
    "Kaifa 1": Case("KFM", [uint32(1023)], {"1-0:1.7.0": (1.023, KW)}),
    "Kaifa 9": Case(
        "KFM_001",
        [*KAIFA, uint32(1613), uint32(2298)],
        {**KAIFA_VALUES, "1-0:31.7.0": (1.613, "A"), "1-0:32.7.0": (229.8, "V")},
    ),
    "Kaifa 13": Case(
        "KFM_001",
        [*KAIFA, *MILLIAMPERES, *map(uint32, TENTHS)],
        KAIFA_VALUES | MILLIAMPERE_VALUES | TENTH_VALUES,
    ),
    "Kaifa 14": Case(
        "KFM_001",
        [*KAIFA, uint32(1613), uint32(2298), octets(date_time(STAMP)), *ENERGIES],
        {
            **KAIFA_VALUES,
            "1-0:31.7.0": (1.613, "A"),
            "1-0:32.7.0": (229.8, "V"),
            **CLOCK,
            **ENERGY_VALUES,
        },
    ),
    "Kaifa 18": Case(
        "KFM_001",
        [
            *KAIFA,
            *MILLIAMPERES,
            *map(uint32, TENTHS),
            octets(date_time(STAMP)),
            *ENERGIES,
        ],
        KAIFA_VALUES | MILLIAMPERE_VALUES | TENTH_VALUES | CLOCK | ENERGY_VALUES,
    ),
    "Kaifa 18 with transformers": Case(
        "KFM_001",
        [
            *KAIFA,
            *MILLIAMPERES,
            *map(uint32, TENTHS),
            octets(date_time(STAMP)),
            *map(uint64, (6678394, 412070, 21988, 1034205)),
        ],
        KAIFA_VALUES | MILLIAMPERE_VALUES | TENTH_VALUES | CLOCK | ENERGY_VALUES,
    ),
    "AM550 18": Case(
        "ISK",
        [
            NAMED,
            text("16000005"),
            *POWERS,
            *map(uint16, TENTHS),
            *HUNDREDTHS,
            *BY_PHASE,
        ],
        NAMED_VALUES | POWER_VALUES | TENTH_VALUES | HUNDREDTH_VALUES | PHASE_VALUES,
    ),
    "AM550 12, a quarter of an hour": Case(
        "ISK",
        [NAMED, text(""), enum(1), octets(b"\x00\x01"), *TARIFFS, *ENERGIES[2:]],
        {
            **NAMED_VALUES,
            "0-0:96.3.10": ("1", None),
            "0-0:96.14.0": ("0001", None),
            **TARIFF_VALUES,
            "1-0:3.8.0": (21.988, KVARH),
            "1-0:4.8.0": (1034.205, KVARH),
        },
    ),
    "AM550 12, a quarter of an hour, breaker as truth value": Case(
        "ISK",
        [NAMED, text(""), boolean(1), octets(b"\x00\x02"), *TARIFFS, *ENERGIES[2:]],
        {
            **NAMED_VALUES,
            "0-0:96.3.10": ("1", None),
            "0-0:96.14.0": ("0002", None),
            **TARIFF_VALUES,
            "1-0:3.8.0": (21.988, KVARH),
            "1-0:4.8.0": (1034.205, KVARH),
        },
    ),
    "AM550 12, three phases": Case(
        "ISK",
        [NAMED, text("UP_3f"), *map(uint16, TENTHS), *HUNDREDTHS, *POWERS],
        NAMED_VALUES | TENTH_VALUES | HUNDREDTH_VALUES | POWER_VALUES,
    ),
    "AM550 10, one phase": Case(
        "ISK",
        [
            NAMED,
            text("ISK90000001"),
            *POWERS,
            uint16(2298),
            uint16(161),
            uint32(341),
            uint32(1),
        ],
        {
            **NAMED_VALUES,
            **POWER_VALUES,
            "1-0:32.7.0": (229.8, "V"),
            "1-0:31.7.0": (1.61, "A"),
            "1-0:21.7.0": (0.341, KW),
            "1-0:22.7.0": (0.001, KW),
        },
    ),
    "AM550 9, one phase": Case(
        "ISK",
        [NAMED, text("ISK90000001"), *POWERS, uint16(2298), uint32(5), uint32(6)],
        {**NAMED_VALUES, **POWER_VALUES, "1-0:32.7.0": (229.8, "V")},
    ),
    "AM550 9, a quarter of an hour": Case(
        "ISK",
        [NAMED, *POWERS[:2], *TARIFFS],
        {
            **NAMED_VALUES,
            "1-0:1.7.0": (1.023, KW),
            "1-0:2.7.0": (0.007, KW),
            **TARIFF_VALUES,
        },
    ),
    "AM550 4": Case(
        "ISK",
        [NUMBER, uint8(0), *ENERGIES[:2]],
        {
            **NUMBER_VALUES,
            "1-0:1.8.0": (6678.394, KWH),
            "1-0:2.8.0": (412.07, KWH),
        },
    ),
    "IE.5 33": Case(
        "ISK",
        [
            *(NUMBER, octets(bytes(4)), octets(bytes(5))),
            *TARIFFS,
            *map(uint32, (11, 12, 13, 14)),
            *(*POWERS[:2], uint16(889)),
            *(*BY_PHASE, *map(uint16, TENTHS), *HUNDREDTHS, *IE5_TAIL),
        ],
        {
            **NUMBER_VALUES,
            **TARIFF_VALUES,
            "1-0:5.8.0": (0.011, KVARH),
            "1-0:6.8.0": (0.012, KVARH),
            "1-0:7.8.0": (0.013, KVARH),
            "1-0:8.8.0": (0.014, KVARH),
            "1-0:1.7.0": (1.023, KW),
            "1-0:2.7.0": (0.007, KW),
            "1-0:13.7.0": (0.889, None),
            **PHASE_VALUES,
            **TENTH_VALUES,
            **HUNDREDTH_VALUES,
        },
    ),
    "IE.5 28": Case(
        "ISK",
        [
            *(NUMBER, octets(bytes(4)), octets(bytes(5)), *TARIFFS, *POWERS[:2]),
            *(*BY_PHASE, *map(uint16, TENTHS), *HUNDREDTHS, *IE5_TAIL),
        ],
        {
            **NUMBER_VALUES,
            **TARIFF_VALUES,
            "1-0:1.7.0": (1.023, KW),
            "1-0:2.7.0": (0.007, KW),
            **PHASE_VALUES,
            **TENTH_VALUES,
            **HUNDREDTH_VALUES,
        },
    ),
    "AM550 and IM350 in Carinthia": Case(
        "ISK",
        [
            octets(b"\x00\x06\x19\x09\x00\xff"),
            text("1121300000001"),
            octets(b"\x08\x1e\x0a\x00"),
            octets(b"\x07\xea\x01\x11\x06"),
            *(*ENERGIES, *POWERS[:2], text(""), text("")),
        ],
        {
            "0-0:96.1.0": ("1121300000001", None),
            **ENERGY_VALUES,
            "1-0:1.7.0": (1.023, KW),
            "1-0:2.7.0": (0.007, KW),
        },
    ),
    "Vienna": Case(
        "ISK",
        [octets(date_time(STAMP)), *ENERGIES, *POWERS],
        CLOCK | ENERGY_VALUES | POWER_VALUES,
    ),
    "E450 in Burgenland": Case(
        "LGZ",
        [
            *(*VOLTS, *HUNDREDTHS, *POWERS[:2], *ENERGIES[:2]),
            *(uint16(400), uint16(3), uint16(288), NUMBER),
        ],
        {
            **VOLT_VALUES,
            **HUNDREDTH_VALUES,
            "1-0:1.7.0": (1.023, KW),
            "1-0:2.7.0": (0.007, KW),
            "1-0:1.8.0": (6678.394, KWH),
            "1-0:2.8.0": (412.07, KWH),
            **NUMBER_VALUES,
        },
    ),
    "E450 in Burgenland, short": Case(
        "LGZ",
        [*VOLTS, *HUNDREDTHS, *POWERS[:2], *ENERGIES[:2], NUMBER],
        {
            **VOLT_VALUES,
            **HUNDREDTH_VALUES,
            "1-0:1.7.0": (1.023, KW),
            "1-0:2.7.0": (0.007, KW),
            "1-0:1.8.0": (6678.394, KWH),
            "1-0:2.8.0": (412.07, KWH),
            **NUMBER_VALUES,
        },
    ),
    "E450 in Slovenia, totals": Case(
        "LGZ",
        [text("900000000001"), *POWERS, *ENERGIES],
        {
            "0-0:96.1.0": ("900000000001", None),
            **POWER_VALUES,
            **ENERGY_VALUES,
        },
    ),
    "E450 in Slovenia, phases": Case(
        "LGZ",
        [text("601109"), uint16(50), *HUNDREDTHS, *VOLTS, *BY_PHASE],
        {
            "1-0:14.7.0": (50.0, "Hz"),
            **HUNDREDTH_VALUES,
            **VOLT_VALUES,
            **PHASE_VALUES,
        },
    ),
}

"""How strong a telegram was: what receivers say in one byte, in dBm.

None of them is exact: the scales are those of the radio chips.
"""

from typing import Final

_CHIPCON_OFFSET: Final = 74


def signed(raw: int) -> int:
    """Return a byte as a number of eight bits with its sign."""
    return raw - 256 if raw & 0x80 else raw


def chipcon(raw: int) -> float:
    """Return dBm of the byte that Texas Instruments' CC1101 and its kin measure."""
    return signed(raw) / 2 - _CHIPCON_OFFSET

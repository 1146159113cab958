"""General block transfer (IEC 62056-5-3): one APDU spread over several blocks.

    E0 | control | block number 2 | acknowledged 2 | length | data

Bit 7 of the control byte marks the last block. Blocks count from 1. Landis+Gyr
meters send each in an HDLC frame of its own, of which only the first has an LLC.
"""

from typing import Final

from .ber import read_length
from .frame import MAX_SIZE
from .telegram import Reason, Rejected, rejected

GENERAL_BLOCK_TRANSFER: Final = b"\xe0"
LAST: Final = 0x80
DATA_LENGTH_AT: Final = 6


class BlockTransfer:
    """Joins blocks to APDUs."""

    def __init__(self) -> None:
        """Start with nothing begun."""
        self._begun = b""
        self._expected = 1

    def take(self, block: bytes) -> bytes | Rejected | None:
        """Take a block; return the APDU with the last one, None before."""
        try:
            size, start = read_length(block, DATA_LENGTH_AT)
        except ValueError:
            size, start = 0, len(block)
        if not size or start + size != len(block):
            return rejected(Reason.MALFORMED, block, "no block of a block transfer")
        number = int.from_bytes(block[2:4], "big")
        if number == 1:
            self._forget()
        if number != self._expected:
            return self._refuse(block, Reason.TRUNCATED, "a block is missing")
        self._begun += block[start:]
        self._expected += 1
        if len(self._begun) > MAX_SIZE:
            return self._refuse(block, Reason.OVERSIZE, "no last block in sight")
        if not block[1] & LAST:
            return None
        apdu = self._begun
        self._forget()
        return apdu

    def _refuse(self, block: bytes, reason: Reason, why: str) -> Rejected:
        """Forget what had begun, and say why."""
        self._forget()
        return rejected(reason, block, why)

    def _forget(self) -> None:
        """Wait for a first block."""
        self._begun = b""
        self._expected = 1

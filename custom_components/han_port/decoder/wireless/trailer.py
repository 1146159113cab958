"""The strength behind a telegram, where a receiver counts it in L.

Whether a last byte is data or the strength stands nowhere in the telegram. But where
it is ciphered with AES-CBC, its configuration word counts the blocks, and with them
it ends.
"""

from .headers import CBC, CBC_WITH_MAC, read_headers


class Trailer:
    """Knows whether a receiver puts the strength behind each telegram.

    What the last configuration word said holds for telegrams without one.
    """

    def __init__(self) -> None:
        """Take it that there is none until somebody says so."""
        self.is_there = False

    def split(self, telegram: bytes) -> tuple[bytes, int | None]:
        """Return the telegram alone, and the strength as sent."""
        surplus = _surplus(telegram)
        if surplus in (0, 1):
            self.is_there = surplus == 1
        if not self.is_there:
            return telegram, None
        return bytes([telegram[0] - 1]) + telegram[1:-1], telegram[-1]


def _surplus(telegram: bytes) -> int | None:
    """Return how many bytes stand behind the ciphered ones, None where none are."""
    headers = read_headers(telegram)
    transport = headers.transport if headers else None
    if transport is None or transport.mode not in (CBC, CBC_WITH_MAC):
        return None
    if not transport.ciphered:
        return None
    return len(telegram) - transport.data_at - transport.ciphered

"""The keys of masked telegrams. They are published and protect nothing."""

from typing import Final

from ..keys import Keys

CAPTURE_KEYS: Final = Keys(bytes(range(0x10)), bytes(range(0xD0, 0xE0)))

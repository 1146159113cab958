"""The keys of masked telegrams. They are published and protect nothing."""

from typing import Final

from ..keys import Keys

CAPTURE_KEYS: Final = Keys(b"HAN Port capture", b"open to everyone")

"""The keys of the simulated meters. They are public and protect nothing."""

from typing import Final, NamedTuple


class Keys(NamedTuple):
    """What a household is handed: the key that ciphers, and the one of the tag."""

    encryption: bytes
    authentication: bytes | None = None

    @property
    def fields(self) -> dict[str, str]:
        """Those that there are in hex, by the names that forms have for them."""
        keys = {
            "encryption_key": self.encryption,
            "authentication_key": self.authentication,
        }
        return {name: key.hex().upper() for name, key in keys.items() if key}


#: With it there are `!`, `/`, CR and LF in the ciphertext of Stoen's meters.
_ENCRYPTION: Final = bytes.fromhex("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF")
_AUTHENTICATION: Final = bytes.fromhex("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF")

BOTH: Final = Keys(_ENCRYPTION, _AUTHENTICATION)
#: Where telegrams have no tag.
ENCRYPTION_ONLY: Final = Keys(_ENCRYPTION)
#: In Luxembourg the authentication key is the same for everybody.
LUXEMBOURG: Final = Keys(_ENCRYPTION, bytes.fromhex("00112233445566778899AABBCCDDEEFF"))

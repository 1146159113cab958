"""Telegrams whose bytes a CRC, an FCS or a tag protects, and what opens them."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, override

from custom_components.han_port.decoder import Decoder, Event, Keys, Reading
from tests.decoder.compose import LINES, telegram
from tests.decoder.envelopes import KEYS, glo_ciphering, hdlc, mbus, stoen
from tests.decoder.feeding import fed, telegrams
from tests.decoder.lists import BARE, bare_apdu
from tests.decoder.real import (
    BINARY,
    READABLE,
    content,
    encryption_only,
    keys,
    verification,
)

#: A list in the form of Aidon's, with values of our own.
APDU: Final = bytes.fromhex(
    "0f40000000000105"
    "020209060101000281ff0a0b4149444f4e5f5630303031"
    "020309060100010700ff06000003ff02020f00161b"
    "020309060100020700ff060000000002020f00161b"
    "020309060100200700ff1208fa02020fff1623"
    "020309060100010800ff060001046402020f01161e"
)
LUXEMBOURG: Final = telegram("Lux5\\253600000_M", LINES[:9])
BODY: Final = "".join(f"{line}\r\n" for line in LINES[:9]).encode()


@dataclass(frozen=True)
class Sample:
    """A telegram, and the keys for it."""

    name: str
    data: bytes
    keys: Keys | None = KEYS

    @override
    def __str__(self) -> str:
        """Return the name for a test."""
        return self.name

    def decode(self, data: bytes) -> list[Event]:
        """Decode other bytes in place of the telegram's."""
        return fed(Decoder(country="NO", keys=self.keys), [data])

    @cached_property
    def registers(self) -> dict[str, Reading]:
        """Return what the telegram says while nothing is wrong with it.

        Nothing, where it is ciphered and no key is known.
        """
        return {
            code: reading
            for one in telegrams(self.decode(self.data))
            for code, reading in one.registers.items()
        }

    def check(self, data: bytes) -> None:
        """Check that other bytes in its place give no value but the telegram's."""
        for one in telegrams(self.decode(data)):
            assert one.registers.items() <= self.registers.items()


#: One of each carrier, for the same keys.
CARRIERS: Final = (
    Sample("text", telegram(lines=LINES[:9])),
    Sample("HDLC", hdlc(APDU)),
    Sample("M-Bus", mbus(glo_ciphering(APDU))),
    Sample("ciphered", glo_ciphering(LUXEMBOURG)),
    Sample("Stoen", stoen(BODY)),
)
#: What is protected without a tag as well.
UNVERIFIED: Final = tuple(
    replace(one, name=f"{one.name}, unverified", keys=encryption_only(KEYS))
    for one in CARRIERS
    if one.name not in ("text", "HDLC")
)


def real() -> list[Sample]:
    """List the real telegrams that something protects, each with its last line end."""
    text = [
        Sample(name, content(name).rstrip() + b"\r\n", None)
        for name in READABLE
        if verification(name).startswith("CRC-16/ARC OK")
    ]
    binary = [Sample(name, content(name), keys(name)) for name in BINARY]
    framed = [one for one in binary if one.name not in BARE]
    wrapped = [Sample(f"{name} in HDLC", hdlc(bare_apdu(name)), None) for name in BARE]
    return text + framed + wrapped

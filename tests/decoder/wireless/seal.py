"""Radio telegrams composed for tests: layers around records, and their ciphering."""

from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from custom_components.han_port.decoder import Address, Keys
from custom_components.han_port.decoder.wireless.link_layer import crc

KEY: Final = bytes(range(16))
KEYS: Final = Keys(KEY)
OTHER_KEY: Final = bytes(range(16, 32))

METER: Final = Address("EGM", "31000001", 1, 2)
NEIGHBOUR: Final = Address("APA", "31000002", 1, 2)
MODULE: Final = Address("DEV", "31000003", 2, 0x37)

#: 1234567 Wh, 917 W and 238 V.
RECORDS: Final = bytes.fromhex("0e03674523010000 0b2b170900 0afdc9fc013802")
CHECK: Final = b"\x2f\x2f"
COUNTER: Final = (2739).to_bytes(4, "little")


def link_field(address: Address) -> bytes:
    """Return M and A as the link layer has them."""
    high, middle, low = (ord(letter) - 64 for letter in address.manufacturer)
    code = high << 10 | middle << 5 | low
    number = bytes.fromhex(address.number)[::-1]
    return code.to_bytes(2, "little") + number + bytes([address.version, address.type])


def long_field(address: Address) -> bytes:
    """Return an address as the long header has it, the number first."""
    field = link_field(address)
    return field[2:6] + field[:2] + field[6:]


def link(payload: bytes, address: Address = METER, control: int = 0x44) -> bytes:
    """Put the link layer before CI and what follows it."""
    body = bytes([control]) + link_field(address) + payload
    return bytes([len(body)]) + body


def header(
    mode: int = 0, blocks: int = 0, access: int = 42, meter: Address | None = None
) -> bytes:
    """Return a transport layer's header from its CI on, long for a `meter`."""
    configuration = (mode << 8 | blocks << 4).to_bytes(2, "little")
    rest = bytes([access, 0]) + configuration + (b"\x10" if mode in (7, 13) else b"")
    return b"\x72" + long_field(meter) + rest if meter else b"\x7a" + rest


def plain(records: bytes = RECORDS, address: Address = METER) -> bytes:
    """Return a telegram that nothing hides."""
    return link(header() + records, address)


def padded(records: bytes, check: bytes = CHECK) -> bytes:
    """Put the check bytes before records and fill their last block."""
    text = check + records
    return text + b"\x2f" * (-len(text) % 16)


def cbc(text: bytes, key: bytes, iv: bytes) -> bytes:
    """Cipher whole blocks."""
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    return encryptor.update(text) + encryptor.finalize()


def cmac(key: bytes, message: bytes) -> bytes:
    """Return an AES-CMAC."""
    mac = CMAC(algorithms.AES(key))
    mac.update(message)
    return mac.finalize()


def mode5(
    records: bytes = RECORDS,
    *,
    key: bytes = KEY,
    address: Address = METER,
    meter: Address | None = None,
    access: int = 42,
    check: bytes = CHECK,
    behind: bytes = b"",
) -> bytes:
    """Return a telegram of security mode 5; `meter` makes its header a long one."""
    text = padded(records, check)
    iv = link_field(meter or address) + bytes([access]) * 8
    head = header(5, len(text) // 16, access, meter)
    return link(head + cbc(text, key, iv) + behind, address)


def mode7(
    records: bytes = RECORDS,
    *,
    key: bytes = KEY,
    address: Address = METER,
    meter: Address | None = None,
    behind: bytes = b"",
    is_ciphered: bool = True,
) -> bytes:
    """Return a telegram of security mode 7 behind 8C and 90."""
    text = padded(records) if is_ciphered else b""
    seed = COUNTER + link_field(meter or address)[2:6] + 7 * b"\x07"
    head = header(7, len(text) // 16, 42, meter)
    body = head + cbc(text, cmac(key, b"\x00" + seed), bytes(16)) + behind
    own = cmac(key, b"\x01" + seed)
    mac = cmac(own, b"\x25" + COUNTER + body)[:8]
    layer = bytes.fromhex("900f002c25") + COUNTER + mac
    return link(bytes.fromhex("8c202a") + layer + body, address)


def session(
    payload: bytes,
    *,
    key: bytes = KEY,
    address: Address = METER,
    number: bytes = bytes.fromhex("01020320"),
    control: int = 0x20,
) -> bytes:
    """Return a telegram that is ciphered from the extended link layer 8D on."""
    field = link_field(address)
    counter = field + bytes([control & ~0x12]) + number + bytes(3)
    text = crc(payload).to_bytes(2, "little") + payload
    if number[3] >> 5:
        encryptor = Cipher(algorithms.AES(key), modes.CTR(counter)).encryptor()
        text = encryptor.update(text) + encryptor.finalize()
    return link(b"\x8d" + bytes([control, 7]) + number + text, address)

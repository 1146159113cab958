"""Lengths of BER (ITU-T X.690, 8.1.3), which A-XDR and the headers around it share.

One byte below 80; else 81, 82 .. and as many bytes as the low digit says.
"""


def read_length(data: bytes | bytearray, at: int) -> tuple[int, int]:
    """Read the length at `at`; return it and where the content begins.

    Raise ValueError where the bytes end early or the length has over four bytes.
    """
    if at >= len(data):
        raise ValueError("the bytes end before a length")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    end = at + 1 + (first & 0x7F)
    if first > 0x84 or first == 0x80 or end > len(data):
        raise ValueError("no length")
    return int.from_bytes(data[at + 1 : end], "big"), end

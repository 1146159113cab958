"""Tests of what stands in place of numbers."""

from hypothesis import given, strategies as st
import pytest

from custom_components.han_port.decoder.masking import numbers


def coded(text: str) -> str:
    """Write text in hex digits of its characters."""
    return text.encode("latin-1").hex().upper()


@given(st.text("0123456789", min_size=1, max_size=40))
def test_digits(number: str) -> None:
    """There are as many digits, and the same for the same number."""
    masked = numbers.digits(number)
    assert masked == numbers.digits(number)
    assert masked.isdecimal()
    assert len(masked) == len(number)


def test_digits_differ() -> None:
    """Numbers that differ stay different, and none stays itself."""
    some = [f"{number:012}" for number in range(1, 2000)]
    masked = [numbers.digits(number) for number in some]
    assert len(set(masked)) == len(some)
    assert not set(masked) & set(some)


def test_zeros_are_no_number() -> None:
    """Zeros, which stand for none, stay."""
    assert numbers.digits("00000000") == "00000000"


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_integer_fits(size: int) -> None:
    """A binary number fits its bytes, signed or not."""
    for most in (256**size - 1, 256**size // 2 - 1):
        for number in (most, most - 1, -most - 1):
            masked = numbers.integer(number, most)
            assert 0 <= masked <= most
            assert len(str(masked)) == len(str(most))


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("LGF1234567", "LGF"),
        ("1ESY1336001560", "1ESY"),
        ("K8EG004046395507", "K8EG"),
        (coded("K8EG004046395507"), coded("K8EG")),
        (coded("SAG3082200002160").lower(), coded("SAG").lower()),
    ],
)
def test_letters_before_a_number_stay(text: str, stays: str) -> None:
    """They are those of a maker or type."""
    masked = numbers.identity(text)
    assert masked.startswith(stays)
    assert len(masked) == len(text)
    assert masked != text


def test_number_is_masked_alike_in_hex() -> None:
    """A number in hex digits of its characters is the same number."""
    masked = numbers.identity(coded("SAG3082200002160"))
    assert masked == coded(numbers.identity("SAG3082200002160"))
    assert numbers.digits("3082200002160") in bytes.fromhex(masked).decode()


@pytest.mark.parametrize(
    "text",
    [
        *("GAMA 350", "MA309M", "serienummer", "", "0000000000"),
        *(coded("GAMA 350"), coded("MA309M"), coded("KAIFA-METER"), "20" * 24),
    ],
)
def test_models_and_blanks_stay(text: str) -> None:
    """What has few digits or none is nobody's number."""
    assert numbers.identity(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "7359992890941742",
        "621848012D2C0B0C",
        "0011223344556677889900aabbccddeeff",
        "A1B2C3D4E5",
        "4142434445464748",
        "123",
    ],
)
def test_kind_of_each_character_stays(text: str) -> None:
    """Digits stay digits and letters letters, and some are others."""
    masked = numbers.identity(text * 2)
    assert masked != text * 2
    assert [one.isdecimal() for one in masked] == [one.isdecimal() for one in text * 2]
    assert masked.islower() == text.islower()


def test_digits_in_parts_are_one_number() -> None:
    """Where they stand apart all of them are masked together."""
    some = [f"A1B2C3D4E{digit}" for digit in range(10)]
    masked = [numbers.identity(text) for text in some]
    assert len(set(masked)) == len(some)
    assert all(one[::2] == "ABCDE" for one in masked)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Strom aus!", "xxxxx xxx!"),
        (coded("Strom aus!"), coded("xxxxx xxx!")),
        (coded("Strom").lower(), coded("xxxxx").lower()),
        ("Käyttö", "xÿxxxÿ"),
        ("", ""),
    ],
)
def test_message(text: str, masked: str) -> None:
    """Of a text only its form is left."""
    assert numbers.message(text) == masked


def test_message_with_a_number() -> None:
    """Its digits are others."""
    masked = numbers.message("Call 0401234567")
    assert masked.startswith("xxxx ")
    assert masked[5:].isdecimal()
    assert "0401234567" not in masked


def test_octets() -> None:
    """What is a digit in hex stays one; bytes that are all the same are no number."""
    masked = numbers.octets(bytes.fromhex("12345a6b7c"))
    assert masked != bytes.fromhex("12345a6b7c")
    assert [one.isdecimal() for one in masked.hex()] == [
        one.isdecimal() for one in "12345a6b7c"
    ]
    assert numbers.octets(bytes(5)) == bytes(5)


def test_reversed_number() -> None:
    """The number of a radio address is that which is printed on the meter."""
    masked = numbers.reversed_number(bytes.fromhex("01000031"))
    assert masked[::-1].hex() == numbers.digits("31000001")
    odd = numbers.reversed_number(bytes.fromhex("0a0000f1"))
    assert odd[::-1].hex()[0].isalpha()
    assert numbers.reversed_number(b"") == b""


@pytest.mark.parametrize(
    "text",
    ["(0000012345*kWh)", "(00124.477)", "(230711120000S)(12345678*m3)", "1-0:1.8.0"],
)
def test_values_are_not_suspect(text: str) -> None:
    """Numbers with a unit or a point, and times with their mark, stay."""
    assert numbers.suspects(text) == text


@pytest.mark.parametrize(
    "text",
    ["(735999289094)", f"({coded('E0044007')})", "x98765432", "1.2.34567890."],
)
def test_suspects(text: str) -> None:
    """All other long numbers are masked."""
    masked = numbers.suspects(text)
    assert masked != text
    assert len(masked) == len(text)


def test_five_digits_are_long() -> None:
    """Four are not."""
    five = [f"({number})" for number in range(12345, 12365)]
    four = [f"({number})" for number in range(1234, 1254)]
    assert [numbers.suspects(text) for text in four] == four
    assert [numbers.suspects(text) for text in five] != five


def test_short_number_alone() -> None:
    """Of a number that is all digits, however few, none stays."""
    some = [str(number) for number in range(100, 200)]
    assert [numbers.identity(text) for text in some] != some


def test_all_suspects() -> None:
    """Of noise no long number stays, whatever its unit."""
    masked = numbers.all_suspects(b"\xff12345678*kWh\x001234\xfe")
    assert masked.endswith(b"*kWh\x001234\xfe")
    assert b"12345678" not in masked
    assert masked[1:9].isdigit()


def test_word_in_noise() -> None:
    """Hex digits that are letters by chance may be a number as well."""
    word = coded("JABCDEFG")
    assert numbers.suspects(word) == word
    assert numbers.all_suspects(word.encode())[2:] != word[2:].encode()

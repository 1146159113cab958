"""The simulated iM871A answers as a real one, byte for byte."""

from simulator.im871a import Im871a
from tests.simulator.known import x25

PING = bytes.fromhex("A5 01 01 00")
PONG = bytes.fromhex("A5 81 02 00 4C A3")
SET = bytes.fromhex("A5 01 03 06 00 02 03 30 01 00")
DONE = bytes.fromhex("A5 81 04 00 9C F7")
GET = bytes.fromhex("A5 01 05 00")
#: What other receivers are asked by.
PROBES = bytes.fromhex("FF0B00F4 FF0A02008077 00") + b"V\r\nX21\r\nbrt\r\n"
TELEGRAM = bytes.fromhex("0B 44 ED14 78563412 01 02 78 0F")


def mode(number: int) -> bytes:
    """Write the command for a mode."""
    return SET[:6] + bytes([number]) + SET[7:]


def protected(command: bytes) -> bytes:
    """Put the CRC behind a command, and say so in its control bits."""
    covered = bytes([command[1] | 0x80]) + command[2:]
    return command[:1] + covered + x25(covered)


def test_ping() -> None:
    """It is there."""
    assert Im871a().answer(PING) == PONG


def test_information() -> None:
    """Module type 33, mode, firmware, version of HCI, and a number."""
    reply = Im871a(firmware=0x13).answer(bytes.fromhex("A5 01 0F 00"))
    assert reply[:12] == bytes.fromhex("A5 81 10 08 21 00 13 16 04030201")
    assert reply[12:] == x25(reply[1:12])


def test_configuration_from_the_factory() -> None:
    """Mode S1, and neither strength nor time."""
    reply = Im871a().answer(GET)
    wanted = "A5 81 06 17 FF000000B3250100000001 0001FF070232 00 00 00 00 00 00"
    assert reply[:-2] == bytes.fromhex(wanted)


def test_configuration_is_set() -> None:
    """The two flags name mode, strength and time; nothing else changes."""
    stick = Im871a()
    assert stick.answer(SET) == DONE
    wanted = "A5 81 06 17 FF000300B3250100000001 0001FF070232 00 01 00 00 00 00"
    assert stick.answer(GET)[:-2] == bytes.fromhex(wanted)


def test_configuration_of_all_fields() -> None:
    """Fields of two and of four bytes lie where the flags say."""
    stick = Im871a()
    fields = bytes.fromhex("FF 000300AAAABBBBBBBB020304 FF 0102030405060708")
    assert stick.answer(bytes.fromhex("A5 01 03 17 00") + fields) == DONE
    assert stick.answer(GET)[4:26] == fields


def test_configuration_with_a_field_missing() -> None:
    """What is named but not there has no reply and changes nothing."""
    stick = Im871a()
    before = stick.answer(GET)
    assert stick.answer(bytes.fromhex("A5 01 03 02 00 02")) == b""
    assert stick.answer(GET) == before


def test_configuration_of_nothing() -> None:
    """Without any flag nothing changes."""
    stick = Im871a()
    before = stick.answer(GET)
    assert stick.answer(bytes.fromhex("A5 01 03 00")) == DONE
    assert stick.answer(GET) == before


def test_deaf_until_its_mode_is_set() -> None:
    """T1, T2 and C with T are heard, S1 is not."""
    stick = Im871a()
    heard = {"factory": stick.is_hearing}
    for number in range(12):
        assert stick.answer(mode(number)) == DONE
        heard[f"{number:X}"] = stick.is_hearing
    assert [name for name, is_so in heard.items() if is_so] == ["3", "4", "A"]


def test_old_firmware_stays_deaf() -> None:
    """It takes the mode for C and T, and hears neither."""
    stick = Im871a(firmware=0x13)
    assert stick.answer(mode(0x0A)) == DONE
    assert not stick.is_hearing


def test_restart_forgets_what_was_not_stored() -> None:
    """The first byte of the command says whether it is for good."""
    stick = Im871a()
    stick.answer(SET)
    stick.restart()
    assert not stick.is_hearing
    stick.answer(SET[:4] + b"\x01" + SET[5:])
    stick.restart()
    assert stick.is_hearing


def test_command_may_have_a_crc() -> None:
    """One that does not fit has no reply, and the next command has."""
    stick = Im871a()
    good = protected(PING)
    assert stick.answer(good) == PONG
    assert stick.answer(good[:-1] + b"\x00" + PING) == PONG


def test_commands_come_in_pieces() -> None:
    """A reply comes with the last byte of a command."""
    stick = Im871a()
    replies = [stick.answer(bytes([byte])) for byte in PING + SET]
    assert replies == [b"", b"", b"", PONG, *(9 * [b""]), DONE]


def test_probes_for_others_are_passed_over() -> None:
    """Nothing is said to them, and the ping behind them is answered."""
    stick = Im871a()
    assert stick.answer(PROBES) == b""
    assert stick.answer(b"\xa5\xa5\x01" + PROBES + PING) == PONG


def test_message_that_it_does_not_know() -> None:
    """Neither another message nor another endpoint has a reply."""
    stick = Im871a()
    assert stick.answer(bytes.fromhex("A5 01 33 00")) == b""
    assert stick.answer(bytes.fromhex("A5 02 01 00")) == b""
    assert stick.answer(PING) == PONG


def test_frame_of_a_telegram() -> None:
    """Its size is L, the payload begins with C, and a CRC ends it."""
    stick = Im871a()
    stick.answer(mode(3)[:8] + b"\x00\x00")
    frame = stick.frame(TELEGRAM, -91)
    assert frame[:-2] == bytes.fromhex("A5 82 03") + TELEGRAM
    assert frame[-2:] == x25(frame[1:-2])


def test_frame_with_strength() -> None:
    """Half decibels above -122.5 dBm."""
    stick = Im871a()
    stick.answer(SET)
    assert stick.frame(TELEGRAM, -91)[:-2] == (
        bytes.fromhex("A5 C2 03") + TELEGRAM + bytes([63])
    )


def test_frame_with_time_and_strength() -> None:
    """The time stamp comes first."""
    stick = Im871a()
    stick.answer(SET[:8] + b"\x01\x01")
    stick.frame(TELEGRAM, -91)
    assert stick.frame(TELEGRAM, -87.5)[:-2] == (
        bytes.fromhex("A5 E2 03") + TELEGRAM + bytes.fromhex("02000000 46")
    )
    assert stick.checksum == 2
    assert stick.spoken(b"frame", -91) == b"frame"

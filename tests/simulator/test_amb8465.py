"""The simulated AMB8465 answers as a real one, byte for byte."""

import pytest

from simulator.amb8465 import Amb8465

SERIAL_NUMBER = bytes.fromhex("FF 0B 00 F4")
PARAMETERS = bytes.fromhex("FF 0A 02 00 80 77")
SET_MODE = bytes.fromhex("FF 04 01 09 F3")
MODE_SET = bytes.fromhex("FF 84 01 00 7A")
FRAMED = bytes.fromhex("FF 09 03 05 01 01 F0")
STRENGTH = bytes.fromhex("FF 09 03 45 01 01 B0")
MODE_STORED = bytes.fromhex("FF 09 03 46 01 09 BB")
STORED = bytes.fromhex("FF 89 01 00 77")
RESET = bytes.fromhex("FF 05 00 FA")
RESET_DONE = bytes.fromhex("FF 85 01 00 7B")
FACTORY_RESET = bytes.fromhex("FF 11 00 EE")
#: What other receivers are asked by.
PROBES = bytes.fromhex("A5010100 A5010F00 00") + b"V\r\nX21\r\nbrt\r\n"
TELEGRAM = bytes.fromhex("0B 44 ED14 78563412 01 02 78 0F")


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        (SERIAL_NUMBER, "FF 8B 04 27010001 57"),
        (SET_MODE, "FF 84 01 00 7A"),
        (FRAMED, "FF 89 01 00 77"),
        (RESET, "FF 85 01 00 7B"),
        (FACTORY_RESET, "FF 90 01 00 6E"),
    ],
)
def test_dialogue(command: bytes, reply: str) -> None:
    """Each command has its reply."""
    assert Amb8465().answer(command) == bytes.fromhex(reply)


def test_all_parameters() -> None:
    """There are 120 of them, though 128 are asked for."""
    reply = Amb8465().answer(PARAMETERS)
    assert reply[:5] == bytes.fromhex("FF 8A 7A 00 78")
    assert len(reply) == 5 + 120 + 1
    assert (reply[5 + 0x05], reply[5 + 0x45], reply[5 + 0x46]) == (0, 0, 8)


def test_one_parameter() -> None:
    """From a place on, as many as are asked for."""
    assert Amb8465(prepared=True).answer(bytes.fromhex("FF 0A 02 45 02 B0")) == (
        bytes.fromhex("FF 8A 04 45 02 01 09 3E")
    )


def test_transparent_from_the_factory() -> None:
    """It hears, and telegrams stand bare on the line."""
    stick = Amb8465()
    assert stick.is_hearing
    assert stick.frame(TELEGRAM, -65) == TELEGRAM
    assert stick.checksum == 0


def test_what_is_stored_rules_from_the_reset_on() -> None:
    """Until then it stays transparent."""
    stick = Amb8465()
    assert stick.answer(FRAMED + STRENGTH) == 2 * STORED
    assert stick.frame(TELEGRAM, -65) == TELEGRAM
    assert stick.answer(RESET) == RESET_DONE
    assert stick.is_framed
    covered = b"\xff\x03\x0c" + TELEGRAM[1:] + bytes([18])
    frame = stick.frame(TELEGRAM, -65)
    assert frame[:-1] == covered
    assert sum(frame) % 2 == 0
    assert stick.checksum == 1


def test_frame_without_strength() -> None:
    """Its size is L then."""
    stick = Amb8465()
    stick.answer(FRAMED + RESET)
    assert stick.frame(TELEGRAM, -65)[:-1] == b"\xff\x03" + TELEGRAM


@pytest.mark.parametrize(("rssi", "byte"), [(-74, 0), (-65, 18), (-90.5, 0xDF)])
def test_strength(rssi: float, byte: int) -> None:
    """Half decibels around -74 dBm, signed."""
    assert Amb8465(prepared=True).frame(TELEGRAM, rssi)[-2] == byte


def test_factory_reset_by_command() -> None:
    """It rules from the next reset on, too."""
    stick = Amb8465(prepared=True)
    stick.answer(FACTORY_RESET)
    assert stick.is_framed
    stick.answer(RESET)
    assert not stick.is_framed


def test_factory_reset_by_hand() -> None:
    """The stick is as it came."""
    stick = Amb8465(prepared=True)
    stick.factory_reset()
    assert stick.frame(TELEGRAM, -65) == TELEGRAM


def heard(stick: Amb8465, commands: bytes) -> bool:
    """Let a stick obey, and tell whether it hears then."""
    assert stick.answer(commands)
    return stick.is_hearing


def test_mode_is_kept_until_the_reset() -> None:
    """A mode that is not stored is forgotten, a stored one is not."""
    stick = Amb8465()
    assert not heard(stick, bytes.fromhex("FF 04 01 03 F9"))
    assert heard(stick, RESET)
    assert not heard(stick, bytes.fromhex("FF 09 03 46 01 03 B1") + RESET)
    assert heard(stick, MODE_STORED + RESET)


@pytest.mark.parametrize(
    "command",
    [
        "FF 0B 00 F5",
        "FF 04 00 FB",
        "FF 09 01 05 F2",
        "FF 09 03 05 02 01 F3",
        "FF 0A 01 00 F4",
        "FF 03 00 FC",
        "FF 66 00 99",
    ],
    ids=["checksum", "mode", "no size", "size", "get", "telegram", "unknown"],
)
def test_what_is_no_command_has_no_reply(command: str) -> None:
    """The next command has."""
    stick = Amb8465()
    assert stick.answer(bytes.fromhex(command)) == b""
    assert stick.answer(SET_MODE) == MODE_SET


def test_parameter_that_is_not_there() -> None:
    """The reply says that there is no such place."""
    reply = Amb8465().answer(bytes.fromhex("FF 09 03 78 01 01 8D"))
    assert reply == bytes.fromhex("FF 89 01 02 75")


def test_commands_come_in_pieces() -> None:
    """A reply comes with the last byte of a command."""
    stick = Amb8465()
    replies = [stick.answer(bytes([byte])) for byte in SET_MODE]
    assert replies == [b"", b"", b"", b"", MODE_SET]


def test_probes_for_others_are_passed_over() -> None:
    """Nothing is said to them, and the command behind them is obeyed."""
    stick = Amb8465()
    assert stick.answer(PROBES) == b""
    assert stick.answer(b"\xff" + PROBES + SET_MODE) == MODE_SET
    assert stick.spoken(b"frame", -65) == b"frame"

"""Tests of the dialogues that bring receivers to hear."""

import pytest

from custom_components.han_port.decoder.wireless.amber import Amber
from custom_components.han_port.decoder.wireless.cul import Cul
from custom_components.han_port.decoder.wireless.im871a import Im871a
from custom_components.han_port.decoder.wireless.iu891a import Iu891a
from custom_components.han_port.decoder.wireless.lines import Lines
from custom_components.han_port.decoder.wireless.rc1180 import Rc1180
from custom_components.han_port.decoder.wireless.receiver import Receiver
from custom_components.han_port.decoder.wireless.reception import Reception
from custom_components.han_port.decoder.wireless.transparent import Transparent
from tests.decoder.wireless.compose_radio import (
    amber,
    amber_frame,
    amber_memory,
    heard,
    im871a,
    im871a_reply,
    receptions,
    slip,
    telegram,
    with_last,
)
from tests.decoder.wireless.dialogue import Answers, opened

ONE = telegram()
OPEN = telegram(0, mode=0, plain=bytes.fromhex("0c78010000310b2b170900"))

PING = bytes.fromhex("a5010100")
INFO = bytes.fromhex("a5010f00")
SET_BOTH = bytes.fromhex("a501030600020a300100")
SET_T1 = bytes.fromhex("a5010306000203300100")
PONG = im871a_reply(0x02)
OLD = im871a_reply(0x10, bytes.fromhex("33001314") + bytes(4))
NEW = im871a_reply(0x10, bytes.fromhex("33001414") + bytes(4))
SET = im871a_reply(0x04)
REFUSED = im871a_reply(0x04, b"\x01")

SERIAL = bytes.fromhex("ff0b00f4")
PARAMETERS = bytes.fromhex("ff0a02008077")
FRAMES_ON = bytes.fromhex("ff0903050101f0")
STRENGTH_ON = bytes.fromhex("ff0903450101b0")
RESET = bytes.fromhex("ff0500fa")
MODE_9 = bytes.fromhex("ff040109f3")
MODE_8 = bytes.fromhex("ff040108f2")
NUMBER = bytes.fromhex("ff8b042701bb54b9")
STORED = amber_frame(0x89, b"\x00")
IN_MODE = amber_frame(0x84, b"\x00")
NOT_IN_MODE = amber_frame(0x84, b"\x01")

WAKE_UP = b"\xc0" * 30
ASK = WAKE_UP + slip(b"\x01\x01")
CONFIGURE = slip(b"\x09\x03\x03\x02\x00" + bytes(8))

RIGHT = bytes([0, 0, 0, 2, 0, 1]) + bytes(250)
WRONG = bytes(256)
WRITE = bytes.fromhex("4d03020501ff")


@pytest.mark.parametrize(
    ("answers", "is_open", "sent"),
    [
        ({}, False, [PING]),
        ({PING: PONG}, False, [PING, INFO, SET_T1]),
        ({PING: PONG, SET_T1: SET}, True, [PING, INFO, SET_T1]),
        ({PING: PONG, INFO: OLD, SET_T1: SET}, True, [PING, INFO, SET_T1]),
        ({PING: PONG, INFO: NEW, SET_BOTH: SET}, True, [PING, INFO, SET_BOTH]),
        (
            {PING: PONG, INFO: NEW, SET_BOTH: REFUSED, SET_T1: SET},
            True,
            [PING, INFO, SET_BOTH, SET_T1],
        ),
        (
            {PING: PONG, INFO: NEW, SET_T1: REFUSED},
            False,
            [PING, INFO, SET_BOTH, SET_T1],
        ),
        (
            {PING: PONG, INFO: im871a_reply(0x10, b"\x33"), SET_T1: SET},
            True,
            [PING, INFO, SET_T1],
        ),
        (
            {PING: im871a(ONE) + PONG, INFO: NEW, SET_BOTH: PONG + SET},
            True,
            [PING, INFO, SET_BOTH],
        ),
    ],
    ids=[
        "nobody",
        "silent",
        "no info",
        "old",
        "new",
        "new, refused",
        "all refused",
        "short info",
        "telegrams between",
    ],
)
def test_im871a(answers: Answers, *, is_open: bool, sent: list[bytes]) -> None:
    """An iM871A hears both modes where its firmware can, else T1."""
    assert opened(Im871a(), answers) == (is_open, sent)


@pytest.mark.parametrize(
    ("answers", "is_open", "sent"),
    [
        ({}, False, [SERIAL]),
        ({SERIAL: NUMBER}, False, [SERIAL, PARAMETERS, MODE_9, MODE_8]),
        (
            {SERIAL: NUMBER, PARAMETERS: amber_memory(1, 1), MODE_9: IN_MODE},
            True,
            [SERIAL, PARAMETERS, MODE_9],
        ),
        (
            {SERIAL: b"\xd5" + NUMBER, MODE_9: NOT_IN_MODE, MODE_8: IN_MODE},
            True,
            [SERIAL, PARAMETERS, MODE_9, MODE_8],
        ),
        (
            {SERIAL: NUMBER, MODE_8: IN_MODE},
            True,
            [SERIAL, PARAMETERS, MODE_9, MODE_8],
        ),
        (
            {SERIAL: NUMBER, MODE_9: NOT_IN_MODE, MODE_8: NOT_IN_MODE},
            False,
            [SERIAL, PARAMETERS, MODE_9, MODE_8],
        ),
        (
            {
                SERIAL: NUMBER,
                PARAMETERS: amber_memory(0, 0),
                FRAMES_ON: STORED,
                STRENGTH_ON: STORED,
                MODE_9: IN_MODE,
            },
            True,
            [SERIAL, PARAMETERS, FRAMES_ON, STRENGTH_ON, RESET, MODE_9],
        ),
        (
            {SERIAL: NUMBER, PARAMETERS: amber_memory(1, 0), MODE_9: IN_MODE},
            True,
            [SERIAL, PARAMETERS, STRENGTH_ON, RESET, MODE_9],
        ),
        (
            {SERIAL: NUMBER, PARAMETERS: amber_memory(0, 1), MODE_9: IN_MODE},
            True,
            [SERIAL, PARAMETERS, FRAMES_ON, RESET, MODE_9],
        ),
        (
            {
                SERIAL: NUMBER,
                PARAMETERS: amber_frame(0x8A, b"\x00\x01\x00"),
                MODE_9: IN_MODE,
            },
            True,
            [SERIAL, PARAMETERS, MODE_9],
        ),
    ],
    ids=[
        "nobody",
        "silent",
        "as wanted",
        "refused, stray byte",
        "mode not answered",
        "all refused",
        "factory",
        "strength off",
        "frames off",
        "too few parameters",
    ],
)
def test_amber(answers: Answers, *, is_open: bool, sent: list[bytes]) -> None:
    """An AMB8465 gets its parameters once, then its mode."""
    assert opened(Amber(), answers) == (is_open, sent)


def test_amber_sends_the_strength_once_it_is_told_to() -> None:
    """Then telegrams that do not say where they end have it."""
    receiver = Amber()
    opened(
        receiver,
        {SERIAL: NUMBER, PARAMETERS: amber_memory(0, 0), STRENGTH_ON: STORED},
    )
    assert receptions(heard(receiver, amber(OPEN, 18)))[0].telegram == OPEN


def test_amber_does_not_send_what_it_did_not_store() -> None:
    """Where the parameter was not stored, nothing has changed."""
    receiver = Amber()
    opened(receiver, {SERIAL: NUMBER, PARAMETERS: amber_memory(0, 0)})
    assert heard(receiver, ONE) == [Reception(ONE)]
    assert receptions(heard(receiver, amber(OPEN)))[0].telegram == OPEN


def test_amber_starts_anew_before_it_is_asked_on() -> None:
    """The reset takes its time, whatever is replied to it."""
    opening = Amber().opening()
    opening.send(None)
    opening.send(b"\x8b" + bytes(4))
    memory = bytearray(0x78)
    memory[0x05] = 1
    assert opening.send(b"\x8a\x00\x78" + memory).data == STRENGTH_ON
    reset = opening.send(b"\x89\x00")
    assert (reset.data, reset.patience) == (RESET, 1.0)
    assert not reset.is_reply(b"\x85\x00")


@pytest.mark.parametrize(
    ("answers", "is_open", "sent"),
    [
        ({}, False, [b"V\r\n", b"V\r\n"]),
        (
            {b"V\r\n": b"V 1.67 nanoCUL868\r\n", b"brt\r\n": b"TMODE\r\n"},
            True,
            [b"V\r\n", b"X21\r\n", b"brt\r\n"],
        ),
        (
            {b"V\r\n": [b"", b"V 1.67 nanoCUL868\r\n"], b"brt\r\n": b"TMODE\r\n"},
            True,
            [b"V\r\n", b"V\r\n", b"X21\r\n", b"brt\r\n"],
        ),
        (
            {b"V\r\n": b"V 1.67 CUL868\r\n", b"brt\r\n": b"? (b is unknown)\r\n"},
            False,
            [b"V\r\n", b"X21\r\n", b"brt\r\n"],
        ),
    ],
    ids=["nobody", "answers", "boots", "no radio for it"],
)
def test_cul(answers: Answers, *, is_open: bool, sent: list[bytes]) -> None:
    """A CUL is asked, told to report, and set to T1."""
    assert opened(Cul(), answers) == (is_open, sent)


@pytest.mark.parametrize(
    ("answers", "is_open", "sent"),
    [
        ({}, False, [ASK]),
        ({ASK: slip(b"\x01\x02\x00")}, False, [ASK, CONFIGURE]),
        (
            {ASK: slip(b"\x01\x02\x00"), CONFIGURE: slip(b"\x09\x04\x00")},
            True,
            [ASK, CONFIGURE],
        ),
        (
            {ASK: slip(b"\x01\x02\x00"), CONFIGURE: slip(b"\x09\x04\x01")},
            False,
            [ASK, CONFIGURE],
        ),
    ],
    ids=["nobody", "silent", "answers", "refused"],
)
def test_iu891a(answers: Answers, *, is_open: bool, sent: list[bytes]) -> None:
    """An iU891A is woken, asked, and set to C and T."""
    assert opened(Iu891a(), answers) == (is_open, sent)


@pytest.mark.parametrize(
    ("answers", "is_open", "sent"),
    [
        ({}, False, [b"\x00"]),
        ({b"\x00": b">"}, False, [b"\x00", b"0", b"X"]),
        ({b"\x00": b">", b"0": RIGHT + b">"}, True, [b"\x00", b"0", b"X"]),
        (
            {b"\x00": ONE[1:20] + b">", b"0": RIGHT + b">"},
            True,
            [b"\x00", b"0", b"X"],
        ),
        (
            {b"\x00": b">", b"0": WRONG + b">", WRITE: b">"},
            True,
            [b"\x00", b"0", WRITE, b"X"],
        ),
        (
            {b"\x00": b">", b"0": WRONG + b">"},
            False,
            [b"\x00", b"0", WRITE, b"X"],
        ),
        (
            {
                b"\x00": b">",
                b"0": bytes([0, 0, 0, 2]) + bytes(252) + b">",
                b"M\x05\x01\xff": b">",
            },
            True,
            [b"\x00", b"0", b"M\x05\x01\xff", b"X"],
        ),
    ],
    ids=["nobody", "prompt", "right", "stray bytes", "wrong", "stays wrong", "weak"],
)
def test_rc1180(answers: Answers, *, is_open: bool, sent: list[bytes]) -> None:
    """An RC1180 is read, and only registers that are not right are written."""
    assert opened(Rc1180(), answers) == (is_open, sent)


def test_rc1180_hears_when_left() -> None:
    """Behind the dialogue a prompt is an L again."""
    receiver = Rc1180()
    opened(receiver, {b"\x00": b">", b"0": WRONG + b">", WRITE: b">"})
    assert ONE.startswith(b">")
    assert heard(receiver, ONE + with_last(OPEN, 164)) == [
        Reception(ONE),
        Reception(with_last(OPEN, 164)),
    ]


def test_rc1180_hears_while_it_is_left() -> None:
    """So it is while the last command has its time."""
    receiver = Rc1180()
    opening = receiver.opening()
    opening.send(None)
    opening.send(b">")
    assert opening.send(RIGHT + b">").data == b"X"
    assert receiver.feed(with_last(ONE, 164)) == [Reception(ONE, -82.0)]


def test_rc1180_that_was_left_in_the_middle() -> None:
    """A dialogue that is given up leaves nothing behind."""
    receiver = Rc1180()
    opening = receiver.opening()
    opening.send(None)
    opening.close()
    assert heard(receiver, ONE) == [Reception(ONE)]


@pytest.mark.parametrize("receiver", [Lines(), Transparent()])
def test_nothing_to_ask(receiver: Receiver) -> None:
    """Who takes no commands is open."""
    assert opened(receiver, {}) == (True, [])

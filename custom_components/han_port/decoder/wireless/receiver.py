"""What a receiver is: a framing of its bytes, and the commands that let it hear.

No receiver does input or output. An opening is a generator: it yields commands
and is sent the reply to each, or None where none came in time.
"""

from collections.abc import Callable, Generator
from typing import ClassVar, NamedTuple, Protocol

from ..profile import Line
from .reception import Item


class Command(NamedTuple):
    """Bytes for a receiver, and what its reply to them looks like.

    ``is_reply`` takes the data of a Reply. ``patience`` counts the seconds in which
    one comes.
    """

    data: bytes
    is_reply: Callable[[bytes], bool]
    patience: float = 1.0


type Opening = Generator[Command, bytes | None, bool]


class Receiver(Protocol):
    """A kind of receiver.

    ``is_asked`` tells whether it replies to commands; who only sends can be
    recognised by what it sends alone.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    line: ClassVar[Line]
    is_asked: ClassVar[bool]

    def feed(self, data: bytes) -> list[Item]:
        """Take bytes and return what they complete, however they are chunked."""

    def pause(self) -> list[Item]:
        """Take a pause of the line: what has begun will not go on."""

    def end(self) -> list[Item]:
        """Take it that no more will follow."""
        return self.pause()

    def opening(self) -> Opening:
        """Ask for the receiver and bring it to hear; return whether it is one."""

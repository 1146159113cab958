"""Driving an opening as a link does, with a table of answers."""

from collections.abc import Mapping

from custom_components.han_port.decoder.wireless.receiver import Receiver
from custom_components.han_port.decoder.wireless.reception import Reply

type Answers = Mapping[bytes, bytes | list[bytes]]


def opened(receiver: Receiver, answers: Answers) -> tuple[bool, list[bytes]]:
    """Return what the opening comes to, and all that was sent.

    A list of answers is for the same command sent again.
    """
    sent: list[bytes] = []
    opening = receiver.opening()
    reply: bytes | None = None
    while True:
        try:
            command = opening.send(reply)
        except StopIteration as end:
            return bool(end.value), sent
        found = answers.get(command.data, b"")
        answer = found if isinstance(found, bytes) else found[sent.count(command.data)]
        sent.append(command.data)
        said = [one.data for one in receiver.feed(answer) if isinstance(one, Reply)]
        fitting = [data for data in said if command.is_reply(data)]
        reply = fitting[0] if fitting else None

"""Commands that are sent without a reply to wait for."""

from .receiver import Command


def unanswered(data: bytes, patience: float) -> Command:
    """Return a command that takes its time and is not replied to."""
    return Command(data, lambda _reply: False, patience)

"""What Home Assistant says when the integration uses something that is to end."""

import logging
import re
from typing import Final, override

#: The words of `homeassistant.helpers.frame` and `homeassistant.helpers.deprecation`.
WORDS: Final = re.compile(
    r"deprecated|will stop working|will be removed|Detected that custom integration"
)


class Deprecations(logging.Handler):
    """Collects what is said of this integration."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.messages: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message that is about a use of ours."""
        message = record.getMessage()
        if "han_port" in message and WORDS.search(message):
            self.messages.append(message)

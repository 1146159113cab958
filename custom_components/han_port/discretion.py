"""What is read for us stays out of the log of the library that reads it.

At debug level serialx logs all bytes, and a telegram in clear holds the number of the
meter. Ports that others have opened are none of ours: their bytes are still logged.
"""

from contextvars import ContextVar
import logging
from typing import Final

READER: Final = "serialx.descriptor_transport"

#: True in what runs for a port that was opened by us.
_is_ours: ContextVar[bool] = ContextVar("han_port_is_ours", default=False)


def keep_bytes_private() -> None:
    """Log no bytes of the ports that this task opens from now on."""
    _is_ours.set(True)


def _may_be_logged(record: logging.LogRecord) -> bool:
    """Tell whether a line has no bytes of ours."""
    has_bytes = isinstance(record.args, tuple) and any(
        isinstance(argument, (bytes, bytearray, memoryview)) for argument in record.args
    )
    return not (has_bytes and _is_ours.get())


logging.getLogger(READER).addFilter(_may_be_logged)

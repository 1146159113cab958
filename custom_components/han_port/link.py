"""The link to a meter or a receiver: a serial port or a URL that serialx can open.

Bytes come out of it and go into it, and problems have a name.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
import errno
import socket
import termios
from typing import Final

import serialx
from serialx.common import UnknownUriScheme

from .decoder import Line
from .discretion import keep_bytes_private

#: serialx gives up on a host after ten seconds by itself; not all of it does.
OPEN_TIMEOUT: Final = 15
CLOSE_TIMEOUT: Final = 5
CHUNK: Final = 1024
#: Seconds until a link that has ended is opened again, from one try to the next twice
#: as many.
FIRST_DELAY: Final = 1
LONGEST_DELAY: Final = 60

#: A flood: more bytes than this at once, or for long more than so many in the
#: seconds. The fastest line of a meter brings a ninth of that.
FLOOD: Final = 1 << 20
FLOOD_SECONDS: Final = 10

#: Behind these URLs the other side sets the speed and parity of its port.
_FIXED_SCHEMES: Final = ("socket", "tcp")


class Problem(StrEnum):
    """Why a link cannot be used."""

    BUSY = "port_busy"
    CLOSED = "link_closed"
    FAILED = "port_failed"
    FLOOD = "port_floods"
    MALFORMED = "port_malformed"
    MISSING = "port_missing"
    NOT_PERMITTED = "port_not_permitted"
    REFUSED = "host_refused"
    UNREACHABLE = "host_unreachable"


_PROBLEMS: Final = {
    errno.EACCES: Problem.NOT_PERMITTED,
    errno.EPERM: Problem.NOT_PERMITTED,
    errno.EBUSY: Problem.BUSY,
    errno.EAGAIN: Problem.BUSY,
    errno.ENOENT: Problem.MISSING,
    errno.ENODEV: Problem.MISSING,
    errno.ENXIO: Problem.MISSING,
    errno.ECONNREFUSED: Problem.REFUSED,
    errno.EHOSTUNREACH: Problem.UNREACHABLE,
    errno.ENETUNREACH: Problem.UNREACHABLE,
    errno.EHOSTDOWN: Problem.UNREACHABLE,
    errno.ETIMEDOUT: Problem.UNREACHABLE,
    errno.ECONNRESET: Problem.CLOSED,
}


class LinkError(Exception):
    """A link that cannot be opened or broke, and why."""

    def __init__(self, problem: Problem) -> None:
        """Keep the reason; the port stays out of the text, it may hold a key."""
        super().__init__(problem.value)
        self.problem = problem


@dataclass(eq=False, slots=True)
class Link:
    """The two directions of an open port."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    _level: float = field(default=0, init=False)
    _level_at: float = field(default=0, init=False)

    async def read(self, most: int = CHUNK) -> bytes:
        """Return the bytes that come next, none at the end of the stream.

        Raise LinkError where more come than any meter sends. The loop has a turn
        first: bytes that are there already would be read without one, and a flood
        would leave no time to anybody else. Who gives up waiting loses no bytes.
        """
        await asyncio.sleep(0)
        data = await self.reader.read(most)
        now = asyncio.get_running_loop().time()
        drained = (now - self._level_at) * FLOOD / FLOOD_SECONDS
        self._level = max(0, self._level - drained) + len(data)
        self._level_at = now
        if self._level > FLOOD:
            raise LinkError(Problem.FLOOD)
        return data


@asynccontextmanager
async def open_link(url: str, line: Line) -> AsyncIterator[Link]:
    """Open a port and close it again, whatever happens in between.

    Raise LinkError when it cannot be opened or breaks while it is used. An end
    of the stream is no error: the reader returns no bytes then.
    """
    keep_bytes_private()
    try:
        async with asyncio.timeout(OPEN_TIMEOUT):
            link = await _open(url, line)
    except Exception as err:
        # A backend raises what it likes: ESPHome's has errors of its own.
        raise LinkError(_problem(err, url)) from err
    try:
        yield link
    except TimeoutError:
        # An OSError by class, but it is the reader's own patience that has ended.
        raise
    except (OSError, serialx.SerialException) as err:
        raise LinkError(Problem.CLOSED) from err
    finally:
        with suppress(OSError, serialx.SerialException):
            link.writer.close()
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await link.writer.wait_closed()


async def _open(url: str, line: Line) -> Link:
    """Open a port with line settings, or as it is where it has none of these.

    A pseudo terminal knows neither parity nor seven bits, and refuses them when
    nothing else changes. What comes over it are whole bytes already.
    """
    try:
        return await _open_as(url, line)
    except OSError as err:
        plain = Line(line.baudrate)
        if err.errno != errno.EINVAL or line == plain:
            raise
    return await _open_as(url, plain)


async def _open_as(url: str, line: Line) -> Link:
    """Open a port with line settings."""
    try:
        reader, writer = await serialx.open_serial_connection(
            url,
            baudrate=line.baudrate,
            byte_size=line.data_bits,
            parity=serialx.Parity(line.parity),
            stopbits=serialx.StopBits.ONE,
        )
    except termios.error as err:
        # As which serialx 1.9, of Home Assistant 2026.9, hands on an OSError.
        raise OSError(*err.args) from err
    return Link(reader, writer)


def has_line_settings(url: str) -> bool:
    """Tell whether speed and parity of a link are ours to set."""
    return url.partition("://")[0].lower() not in _FIXED_SCHEMES


def _problem(err: Exception, url: str) -> Problem:
    """Name what kept a port from opening."""
    match err:
        case TimeoutError() | socket.gaierror():
            return Problem.UNREACHABLE
        case FileNotFoundError() if ":" in url and url[0] != "/" and "://" not in url:
            # A host and a port, without the scheme before them.
            return Problem.MALFORMED
        case OSError():
            return _PROBLEMS.get(err.errno or 0, Problem.FAILED)
        case ValueError() | UnknownUriScheme():
            return Problem.MALFORMED
        case _:
            return Problem.UNREACHABLE if "://" in url else Problem.FAILED

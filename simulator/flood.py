"""A TCP port that brings as many bytes as the network and the reader take."""

from contextlib import suppress
from dataclasses import dataclass, field
import socket
from threading import Thread
from typing import Final, Self

from .line import HOST

#: How many bytes are handed to the system at once.
_WAVE: Final = 65536


@dataclass(eq=False, kw_only=True)
class TcpFlood:
    """Floods one reader after the other with `data`, again and again.

    It has a thread of its own, so that it takes no time from a loop. A `tcp_port`
    of 0 becomes the number of a free one. `readers` counts who has come.
    """

    data: bytes
    tcp_port: int = 0
    readers: int = field(default=0, init=False)
    _server: socket.socket = field(init=False)
    _reader: socket.socket | None = field(default=None, init=False)
    _thread: Thread = field(init=False)

    @property
    def port(self) -> str:
        """The URL of the port."""
        return f"socket://{HOST}:{self.tcp_port}"

    def __enter__(self) -> Self:
        """Listen."""
        self._server = socket.create_server((HOST, self.tcp_port))
        self.tcp_port = self._server.getsockname()[1]
        self._thread = Thread(target=self._run, name="flood")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, also for who is being flooded."""
        for end in (self._server, self._reader):
            if end:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._server.close()

    def _run(self) -> None:
        """Flood whoever comes, until the server is shut down."""
        wave = self.data * (_WAVE // len(self.data) + 1)
        with suppress(OSError):
            while True:
                self._reader, _ = self._server.accept()
                self.readers += 1
                with self._reader, suppress(OSError):
                    while True:
                        self._reader.sendall(wave)

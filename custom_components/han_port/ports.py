"""One port is one port, however it is written."""

from collections.abc import Iterable
import os
from typing import Final
from urllib.parse import urlsplit

#: Texts must not hold addresses, so that these stay the same in every language.
URL_EXAMPLES: Final = {
    "socket_example": "socket://192.168.1.20:2000",
    "rfc2217_example": "rfc2217://192.168.1.20:4000",
    "esphome_example": "esphome://meter.local:6053/?port_name=HAN",
}


def identities(ports: Iterable[str]) -> list[str]:
    """Return what is equal for two names of a port. Blocks: it follows links."""
    return [
        _url_identity(port) if "://" in port else os.path.realpath(port)
        for port in ports
    ]


def _url_identity(url: str) -> str:
    """Return what is equal for two spellings of an address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    host = "127.0.0.1" if host == "localhost" else host
    if parts.scheme in ("socket", "tcp"):
        return f"socket://{host}:{port}"
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}?{parts.query}"

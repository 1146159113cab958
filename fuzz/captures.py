"""Target of the text of a capture, which people copy from somewhere."""

from typing import Final

from custom_components.han_port.decoder.capture import FIRST_LINE, Capture

from .checks import Target


def capture(data: bytes) -> None:
    """Read a text: what is written of it is read as the same."""
    try:
        found = Capture.parse(f"{FIRST_LINE}\n{data.decode(errors='replace')}")
    except ValueError:
        return
    written = str(found)
    assert str(Capture.parse(written)) == written


CAPTURE_TARGETS: Final[dict[str, Target]] = {"capture": capture}

"""Settings and fixtures of the decoder's tests."""

import io
from pathlib import Path
import runpy
import sys

from hypothesis import settings
import pytest

from tests.decoder.command import SCRIPT, Run

# The same examples on every machine, and no limit of time on a slow one.
settings.register_profile("decoder", derandomize=True, deadline=None)
settings.load_profile("decoder")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run scripts/decode in an empty folder and return its exit status."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])

    def started(*arguments: str, stdin: bytes = b"") -> int:
        monkeypatch.setattr(sys, "argv", ["decode.py", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as leaving:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        code = leaving.value.code
        assert isinstance(code, int)
        return code

    return started

"""Choosing the inputs to keep: few and short ones that go every way there is."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
import sys
from types import CodeType
from typing import Final

from .checks import Target

type _Way = tuple[CodeType, int, int]

_DECODER: Final = str(Path(__file__).parents[1] / "custom_components")
_MONITORING: Final = sys.monitoring
_TOOL: Final = _MONITORING.PROFILER_ID
_BRANCHES: Final = (_MONITORING.events.BRANCH_LEFT, _MONITORING.events.BRANCH_RIGHT)


def few(
    targets: Collection[Target], inputs: Iterable[bytes], known: Iterable[bytes] = ()
) -> list[bytes]:
    """Return the shortest inputs that take all branches which `known` ones do not."""
    gone: set[_Way] = set()

    def go(code: CodeType, start: int, end: int) -> object:
        """Note that a branch was taken; it need not be told again."""
        if code.co_filename.startswith(_DECODER):
            gone.add((code, start, end))
        return _MONITORING.DISABLE

    _MONITORING.use_tool_id(_TOOL, "fuzz")
    try:
        _MONITORING.restart_events()
        for branch in _BRANCHES:
            _MONITORING.register_callback(_TOOL, branch, go)
        _MONITORING.set_events(_TOOL, sum(_BRANCHES))
        for one in known:
            _goes_further(targets, one, gone)
        return [
            one
            for one in sorted(set(inputs), key=lambda data: (len(data), data))
            if _goes_further(targets, one, gone)
        ]
    finally:
        _MONITORING.free_tool_id(_TOOL)


def _goes_further(targets: Iterable[Target], data: bytes, gone: set[_Way]) -> bool:
    """Tell whether an input takes a branch that none has taken, or shows a fault."""
    before = len(gone)
    with suppress(Exception):
        for target in targets:
            target(data)
        return len(gone) > before
    return True

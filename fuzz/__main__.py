"""Fuzz targets of the decoder, and keep the inputs that lead somewhere new.

Without a target all are fuzzed, one after the other. The exit status is 1 where
something was found; its input is kept too, so that the unit tests show it.
"""

import argparse
from pathlib import Path
import re
import subprocess
import sys
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Final, NamedTuple, override

from . import corpus
from .minimise import few
from .seeds import seeds
from .targets import TARGETS, family, members

#: Longer than the telegrams of all meters.
_LONGEST: Final = 3000
#: Seconds that no input may take, and MB that all together may not.
_PATIENCE: Final = 10
_MEMORY: Final = 2048
_RUNS: Final = re.compile(r"^#([0-9]+)\s.* cov: ([0-9]+)", re.MULTILINE)


class Result(NamedTuple):
    """What came of a target: inputs, branches reached, seconds, what was found."""

    name: str
    runs: int
    branches: int
    seconds: float
    kept: int
    found: tuple[str, ...]

    @override
    def __str__(self) -> str:
        """Say it in a line."""
        found = "; ".join(self.found) or "nothing"
        numbers = f"{self.runs:9} {self.seconds:7.1f} {self.branches:5} {self.kept:5}"
        return f"{self.name:26} {numbers}  {found}"


def main() -> int:
    """Fuzz what is asked for. Return 1 where something was found."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--runs", type=int, default=10_000, help="inputs for each")
    parser.add_argument("--seed", type=int, default=1, help="of libFuzzer's chance")
    arguments = parser.parse_args()
    if unknown := set(arguments.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    print(f"{'':26} {'inputs':>9} {'seconds':>7} {'cover':>5} {'kept':>5}  found")
    results = []
    for name in arguments.targets or TARGETS:
        results.append(_fuzz(name, arguments.runs, arguments.seed))
        print(results[-1], flush=True)
    runs, seconds = (
        sum(one.runs for one in results),
        sum(one.seconds for one in results),
    )
    print(f"{'all':26} {runs:9} {seconds:7.1f}")
    return int(any(one.found for one in results))


def _fuzz(name: str, runs: int, seed: int) -> Result:
    """Fuzz a target, and keep the best of what was known and is new."""
    with TemporaryDirectory(prefix="fuzz-") as folder:
        inputs, faults = Path(folder, "inputs"), Path(folder, "faults")
        inputs.mkdir()
        faults.mkdir()
        for number, data in enumerate((*seeds(name), *corpus.read(family(name)))):
            (inputs / str(number)).write_bytes(data)
        options = {
            "runs": runs,
            "seed": seed,
            "max_len": _LONGEST,
            "timeout": _PATIENCE,
            "rss_limit_mb": _MEMORY,
            "artifact_prefix": f"{faults}/",
        }
        start = monotonic()
        told = subprocess.run(
            [
                *(sys.executable, "-m", f"{__package__}.run", name, str(inputs)),
                *(f"-{option}={value}" for option, value in options.items()),
            ],
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        seconds = monotonic() - start
        wrong = {path.read_bytes() for path in faults.iterdir()}
        if told.returncode:
            print(told.stdout[-4000:])
        sound = (path.read_bytes() for path in inputs.iterdir())
        new = (data for data in sound if data not in wrong)
        kept = few(members(family(name)), new, seeds(name))
    corpus.write(family(name), [*kept, *wrong])
    *_, (done, branches) = _RUNS.findall(told.stdout) or [("0", "0")]
    found = tuple(data.hex() for data in wrong) or (
        (f"status {told.returncode}",) if told.returncode else ()
    )
    return Result(name, int(done), int(branches), seconds, len(kept), found)


if __name__ == "__main__":
    sys.exit(main())

"""Home Assistant, with a Marketplace that asks another server for all of GitHub.

    python -P tests/e2e/elsewhere.py ADDRESS MODULE [ARGUMENT...]

runs a module so: what is fetched from https://HOST/PATH otherwise is fetched from
ADDRESS/HOST/PATH.
"""

from dataclasses import replace
import runpy
import sys
from urllib.parse import urlsplit

from homeassistant.components.marketplace.profiles import GITHUB, PROFILES


def main() -> None:
    """Run a module whose Marketplace asks an address."""
    _, address, module, *arguments = sys.argv

    def elsewhere(url: str) -> str:
        return f"{address}/{urlsplit(url).netloc}"

    PROFILES[GITHUB.id] = replace(
        GITHUB,
        api=elsewhere(GITHUB.api),
        github=[elsewhere(url) for url in GITHUB.github],
        raw=[elsewhere(url) for url in GITHUB.raw],
        catalog=[elsewhere(url) for url in GITHUB.catalog],
    )
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()

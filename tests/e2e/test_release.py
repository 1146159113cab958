"""A release, from the Marketplace of a new Home Assistant to the first values."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
import json
from pathlib import Path
import re
import runpy
from typing import Any

import pytest
import pytest_asyncio

from demo.client import Client
from demo.household import add_meter, differing, entities, write_each_telegram
from demo.process import PYTHON, free_port, home_assistant, store, write_configuration
from simulator.meters import METERS
from simulator.push import PtyMeter
from tests.home import INTERVAL, until
from tests.tree import HOME, INTEGRATION, ROOT, files, manifest

from .github import GitHub

pytestmark = pytest.mark.asyncio(loop_scope="session")

HERE = Path(__file__).parent
REPOSITORY = HOME.removeprefix("https://github.com/")
VERSION = manifest()["version"]
#: Of Home Assistant: the last that is too old, and all that are not.
VERSIONS = ("2026.8.3", "2026.9.0", "2026.10.4", "2026.11.0")
#: The Marketplace adds a repository for those whose GitHub account it knows.
ACCOUNT = {
    "entry_id": "marketplace",
    "domain": "marketplace",
    "title": "",
    "version": 1,
    "source": "system",
    "data": {"token": "nobody's"},
}


@dataclass
class House:
    """A household that has a meter, a new Home Assistant and nothing else."""

    folder: Path
    client: Client
    github: GitHub
    meter: PtyMeter
    shipped: dict[Path, bytes]

    async def listed(self) -> dict[str, Any]:
        """Return what the Marketplace says of the one repository that it lists."""
        (listed,) = await self.client.command("marketplace/repositories/list")
        return dict(listed)

    def warnings(self) -> list[str]:
        """Return what has been logged of any trouble with the integration.

        The Marketplace also warns of what it has left empty itself.
        """
        return [
            line
            for line in (self.folder / "process.log").read_text().splitlines()
            if re.search(r"\b(WARNING|ERROR)\b.*(han_port|marketplace)", line)
            and not line.endswith("in hacs.json, None is not valid")
        ]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reading() -> Process:
    """Begin to read hacs.json, which takes as long as its imports."""
    command: list[str | Path] = [PYTHON, "-P", HERE / "reading.py", ROOT / "hacs.json"]
    return await asyncio.create_subprocess_exec(
        *command, *VERSIONS, stdout=asyncio.subprocess.PIPE
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Run a meter, a GitHub with the release, and a new Home Assistant without it."""
    folder = tmp_path_factory.mktemp("release")
    port = free_port()
    write_configuration(folder, port, installed=False)
    store(folder, "core.config_entries", 1, {"entries": [ACCOUNT]})
    tree = {path.relative_to(ROOT): path.read_bytes() for path in files()}
    script = runpy.run_path(str(ROOT / "scripts/release.py"))
    archive = script["archive"](INTEGRATION)
    github = GitHub(REPOSITORY, VERSION, tree, {"han_port.zip": archive})
    meter = PtyMeter(meter=METERS["sesko"], link=folder / "meter")
    meter.interval = INTERVAL
    async with (
        meter,
        github.served() as elsewhere,
        home_assistant(folder, port, "-P", HERE / "elsewhere.py", elsewhere) as address,
        Client.onboard(address) as client,
    ):
        await until(
            lambda: client.get("/api/config"), lambda c: c["state"] == "RUNNING", 120
        )
        below = INTEGRATION.relative_to(ROOT)
        shipped = {
            path.relative_to(below): content
            for path, content in tree.items()
            if path.is_relative_to(below)
        }
        yield House(folder, client, github, meter, shipped)


async def test_the_marketplace_reads_hacs_json(reading: Process, house: House) -> None:
    """It takes each value as it stands, and installs on the versions that we run on."""
    output, _ = await reading.communicate()
    answer = json.loads(output)
    assert answer["read"]["manifest"] == {
        "filename": "han_port.zip",
        "hide_default_branch": True,
        "homeassistant": "2026.9.0",
        "name": "HAN Port",
        "zip_release": True,
    }
    assert answer["read"]["content_in_root"] is False
    assert answer["runs"] == ["2026.9.0", "2026.10.4", "2026.11.0"]


async def test_the_marketplace_accepts_the_repository(house: House) -> None:
    """It finds an integration in the tree, and reads hacs.json and manifest.json."""
    await house.client.command("marketplace/warning/accept")
    found = await house.client.command(
        "marketplace/repositories/detect", repository=HOME
    )
    assert found == {"categories": ["integration"]}
    await house.client.command(
        "marketplace/repositories/add", repository=HOME, category="integration"
    )
    listed = await house.listed()
    assert listed["name"] == "HAN Port"
    assert listed["domain"] == "han_port"
    assert listed["authors"] == manifest()["codeowners"]
    assert listed["config_flow"] is True
    assert listed["homeassistant"] == "2026.9.0"
    assert listed["can_install"] is True
    assert listed["available_version"] == VERSION
    assert listed["installed"] is False


async def test_it_installs_the_archive_of_the_release(house: House) -> None:
    """One file is fetched; what was in it is there, and nothing has to be restarted."""
    number = (await house.listed())["id"]
    await house.client.command("marketplace/repository/install", repository=number)
    downloads = [
        asked for asked in house.github.asked if asked.startswith("github.com")
    ]
    assert downloads == [
        f"github.com/{REPOSITORY}/releases/download/{VERSION}/han_port.zip"
    ]
    listed = await house.listed()
    assert listed["installed_version"] == VERSION
    assert listed["status"] == "installed"
    installed = house.folder / "custom_components/han_port"
    assert house.shipped == {
        path.relative_to(installed): path.read_bytes()
        for path in installed.rglob("*")
        if path.is_file()
    }


async def test_what_it_installed_reads_a_meter(house: House) -> None:
    """The sensors show what the meter sends, and the log has nothing to say."""
    entry = await add_meter(house.client, house.meter.port, "sesko")
    await write_each_telegram(house.client, entry["entry_id"])
    by_code = await entities(house.client, entry["entry_id"])
    assert len(by_code) == 20
    await until(
        lambda: differing(house.client, by_code, house.meter.sent),
        lambda codes: not codes,
        20,
    )
    (untested,) = house.warnings()
    assert "custom integration han_port which has not been tested by" in untested


async def test_it_uninstalls_what_is_set_up_no_more(house: House) -> None:
    """First the meter goes, then the integration, and nothing of it stays."""
    number = (await house.listed())["id"]
    uninstall = partial(
        house.client.command, "marketplace/repository/uninstall", repository=number
    )
    with pytest.raises(RuntimeError, match="is still set up"):
        await uninstall()
    (entry,) = await house.client.command("config_entries/get", domain="han_port")
    await house.client.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")
    await uninstall()
    assert (await house.listed())["installed"] is False
    assert [*house.folder.rglob("*han_port*")] == []

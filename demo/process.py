"""A Home Assistant process of our own, in a folder of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
import os
from pathlib import Path
import socket
from typing import Any, Final

import aiohttp

ROOT: Final = Path(__file__).parents[1]
PYTHON: Final = ROOT / ".venv/home-assistant/bin/python"
#: Seconds from start to the first answer; most of it is Python's first import.
START_TIMEOUT: Final = 180
STOP_TIMEOUT: Final = 60

#: `default_config` would bring dozens of integrations that a meter needs not.
CONFIGURATION: Final = """\
homeassistant:
  name: Home
  country: FI
  currency: EUR
  language: {language}
  latitude: 66.5
  longitude: 25.7
  time_zone: Europe/Helsinki
  unit_system: metric
frontend:
energy:
history:
logbook:
logger:
  default: warning
  logs:
    custom_components.han_port: debug
"""

#: The voice assistant, which the pages ask for, wants two modules that have to be
#: compiled. Nobody speaks here, so their classes will do, by the names of the modules.
VOICE: Final = {"pymicro_vad": "MicroVad", "pyspeex_noise": "AudioProcessor"}

#: Only the user is asked for: the rest of onboarding adds integrations that look
#: for services in the internet.
ONBOARDING: Final = {"done": ["core_config", "analytics", "integration"]}


def _http(port: int) -> dict[str, Any]:
    """Return the settings of the web server: this machine only, one port."""
    stable = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "intermediate_v6",
        "use_x_frame_options": True,
        "created_at": "2026-01-01T00:00:00+00:00",
        "error": None,
        "error_message": None,
    }
    return {"stable": stable, "pending": None, "yaml_migration_done": True}


def write_configuration(
    folder: Path, port: int, language: str = "en", *, installed: bool = True
) -> None:
    """Write a configuration that has the integration as a household has it."""
    if installed:
        _install(folder)
    (folder / "configuration.yaml").write_text(CONFIGURATION.format(language=language))
    voice = folder / "voice"
    voice.mkdir(exist_ok=True)
    for module, name in VOICE.items():
        (voice / f"{module}.py").write_text(f"class {name}: ...\n")
    store(folder, "onboarding", 4, ONBOARDING)
    store(folder, "http", 3, _http(port))


def _install(folder: Path) -> None:
    """Let a configuration have the integration as it stands in this tree."""
    custom_components = folder / "custom_components"
    custom_components.mkdir(parents=True, exist_ok=True)
    link = custom_components / "han_port"
    if not link.exists():
        link.symlink_to(ROOT / "custom_components/han_port", target_is_directory=True)


def store(folder: Path, key: str, version: int, data: dict[str, Any]) -> None:
    """Write what Home Assistant keeps for itself and has no file of ours for."""
    storage = folder / ".storage"
    storage.mkdir(exist_ok=True)
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content))


def free_port() -> int:
    """Return a TCP port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def home_assistant(
    folder: Path, port: int, *python: str | Path
) -> AsyncIterator[str]:
    """Run Home Assistant on a configuration folder and give its address.

    `python` is what Python is told to run it by, in place of `-m`.
    """
    address = f"http://127.0.0.1:{port}"
    paths = filter(None, (str(folder / "voice"), os.environ.get("PYTHONPATH")))
    environment = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(paths),
    }
    with (folder / "process.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(PYTHON, *(python or ("-m",)), "homeassistant"),
            *("--config", folder, "--skip-pip"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=os.environ | environment,
        )
    try:
        await _answer(address, process)
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(STOP_TIMEOUT):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _answer(address: str, process: asyncio.subprocess.Process) -> None:
    """Wait until Home Assistant answers. Raise RuntimeError where it ends first."""
    async with (
        asyncio.timeout(START_TIMEOUT),
        aiohttp.ClientSession() as session,
    ):
        while process.returncode is None:
            try:
                async with session.get(f"{address}/api/onboarding") as response:
                    if response.ok:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.5)
    raise RuntimeError("Home Assistant ended while it started; see process.log")

"""What a household does in the browser, through the same doors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, Self

import aiohttp

NAME: Final = "Demo"
USERNAME: Final = "demo"
PASSWORD: Final = "han-port-demo"
FLOW: Final = "/api/config/config_entries/flow"
OPTIONS: Final = "/api/config/config_entries/options/flow"
#: Seconds that a config flow may take: 120 until a receiver is recognised, 90 of
#: listening, and some.
FLOW_TIMEOUT: Final = 230
#: For how long somebody stays who stays.
DAYS: Final = 7


class Client:
    """A user who is logged in."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        """Use a session; `onboard` logs in."""
        self.address = address
        self._session = session
        self.tokens: dict[str, Any] = {}

    @classmethod
    @asynccontextmanager
    async def onboard(cls, address: str, language: str = "en") -> AsyncIterator[Self]:
        """Make the first user of a new Home Assistant and log in."""
        async with aiohttp.ClientSession() as session:
            client = cls(session, address)
            await client._onboard(language)
            yield client

    async def _onboard(self, language: str) -> None:
        """Go through the first steps of a new Home Assistant."""
        client_id = f"{self.address}/"
        code = await self.post(
            "/api/onboarding/users",
            client_id=client_id,
            name=NAME,
            username=USERNAME,
            password=PASSWORD,
            language=language,
        )
        async with self._session.post(
            f"{self.address}/auth/token",
            data={
                "client_id": client_id,
                "grant_type": "authorization_code",
                "code": code["auth_code"],
            },
        ) as response:
            self.tokens = await response.json()

    async def stay(self) -> None:
        """Stay logged in for longer than the half hour that a browser is given."""
        self.tokens["access_token"] = await self.command(
            "auth/long_lived_access_token", client_name=NAME, lifespan=DAYS
        )

    async def get(self, path: str) -> Any:
        """Get a resource."""
        return await self._request("GET", path, None)

    async def post(self, path: str, **body: Any) -> Any:
        """Post a body."""
        return await self._request("POST", path, body)

    async def delete(self, path: str) -> Any:
        """Delete a resource."""
        return await self._request("DELETE", path, None)

    async def _request(self, method: str, path: str, body: Any) -> Any:
        headers = {}
        if self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens['access_token']}"
        async with self._session.request(
            method, f"{self.address}{path}", json=body, headers=headers
        ) as response:
            if not response.ok:
                raise RuntimeError(f"{method} {path}: {await response.text()}")
            return await response.json()

    async def command(self, kind: str, **body: Any) -> Any:
        """Send a websocket command and return its result.

        Each has a connection of its own: Home Assistant closes one on which nobody
        listens all the time.
        """
        async with self._session.ws_connect(f"{self.address}/api/websocket") as socket:
            await socket.receive_json()
            token = self.tokens["access_token"]
            await socket.send_json({"type": "auth", "access_token": token})
            await socket.receive_json()
            await socket.send_json({"id": 1, "type": kind, **body})
            answer = await socket.receive_json()
        if not answer["success"]:
            raise RuntimeError(f"{kind}: {answer['error']['message']}")
        return answer["result"]

    async def begin(self, port: str, profile: str) -> dict[str, Any]:
        """Fill in the form of the config flow and wait for what comes of it."""
        flow = await self.post(FLOW, handler="han_port", show_advanced_options=False)
        return await self.submit(flow, port=port, profile=profile)

    async def set_options(self, entry_id: str, **options: Any) -> None:
        """Fill in the form of an entry's options; the entry begins anew with them."""
        form = await self.post(OPTIONS, handler=entry_id)
        await self.post(f"{OPTIONS}/{form['flow_id']}", **options)

    async def abandon(self, flow: dict[str, Any]) -> None:
        """Close the dialog of a flow."""
        await self.delete(f"{FLOW}/{flow['flow_id']}")

    async def submit(self, flow: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Submit a form of a flow and wait until its progress is over."""
        path = f"{FLOW}/{flow['flow_id']}"
        step = await self.post(path, **fields)
        async with asyncio.timeout(FLOW_TIMEOUT):
            while step["type"].startswith("progress"):
                await asyncio.sleep(0.5)
                step = await self.get(path)
        return dict(step)

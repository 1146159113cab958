"""GitHub, as far as the Marketplace asks it for one repository with one release."""

from base64 import b64encode
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from aiohttp.test_utils import TestServer

API: Final = "api.github.com"
RAW: Final = "raw.githubusercontent.com"
BRANCH: Final = "main"
_COMMIT: Final = 40 * "a"
#: What the Marketplace knows without asking for a repository: nothing.
_CATALOGUE: Final[dict[str, Any]] = {
    **{kind: {} for kind in ("integration", "plugin", "template", "theme")},
    **{kind: [] for kind in ("removed", "critical")},
}


class GitHub:
    """The answers to all that is asked, and the addresses that were asked for.

    An address is a host and a path.
    """

    def __init__(
        self,
        repository: str,
        tag: str,
        tree: Mapping[Path, bytes],
        assets: Mapping[str, bytes],
    ) -> None:
        """Have a repository, the tree of a tag, and the assets of its release."""
        self.asked: list[str] = []
        api = f"{API}/repos/{repository}"
        self._answers: dict[str, Any] = {
            f"{API}/rate_limit": {"resources": {"core": {"remaining": 5000}}},
            api: {"id": 1, "full_name": repository, "default_branch": BRANCH},
            f"{api}/branches/{BRANCH}": {"commit": {"sha": _COMMIT}},
            f"{api}/releases": [_release(tag, assets)],
            f"{api}/git/trees/{tag}": {"tree": [*_entries(tree)]},
        }
        for kind, data in _CATALOGUE.items():
            self._answers[f"data-v2.hacs.xyz/{kind}/data.json"] = data
        for path, content in tree.items():
            self._answers[f"{RAW}/{repository}/{tag}/{path}"] = content
            encoded = b64encode(content).decode()
            self._answers[f"{api}/contents/{path}"] = {"content": encoded}
        for name, content in assets.items():
            address = f"github.com/{repository}/releases/download/{tag}/{name}"
            self._answers[address] = content

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Answer at an address: what there follows it is host and path."""
        application = web.Application()
        application.router.add_get("/{asked:.*}", self._answer)
        async with TestServer(application) as server:
            yield str(server.make_url("")).rstrip("/")

    async def _answer(self, request: web.Request) -> web.Response:
        """Answer a request."""
        asked = request.match_info["asked"]
        self.asked.append(asked)
        match self._answers.get(asked):
            case None:
                return web.json_response({"message": "Not Found"}, status=404)
            case bytes() as content:
                return web.Response(body=content)
            case answer:
                return web.json_response(answer)


def _release(tag: str, assets: Iterable[str]) -> dict[str, Any]:
    """Return what is told of a release."""
    return {
        "tag_name": tag,
        "name": tag,
        "draft": False,
        "prerelease": False,
        "assets": [{"name": name, "download_count": 0} for name in assets],
    }


def _entries(tree: Iterable[Path]) -> Iterator[dict[str, str]]:
    """Yield what is told of each folder and file of a tree."""
    names = {*tree}
    folders = {folder for name in names for folder in name.parents[:-1]}
    for path in sorted(names | folders):
        kind = "tree" if path in folders else "blob"
        yield {"path": path.as_posix(), "type": kind}

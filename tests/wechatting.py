"""A fake WeChat on a free port, and short words for what its users do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from huozhao.backends.wechat.client import Client
from huozhao.sandbox.keys import merchant_pem, platform_pem
from huozhao.sandbox.server import running
from huozhao.sandbox.world import World
from huozhao.settings import Wechat


@dataclass
class Fake:
    """The fake, the world behind it, and its users."""

    url: str
    world: World

    def act(self, what: str, **body: Any) -> dict[str, Any]:
        """Let something happen behind the fake."""
        method = "PUT" if what == "settings" else "POST"
        answer = httpx.request(method, f"{self.url}/sandbox/{what}", json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def seen(self) -> dict[str, Any]:
        """Return what happened."""
        return dict(httpx.get(f"{self.url}/sandbox").json())

    def code(self, user: str) -> str:
        """Return a log-in code of a user."""
        return str(self.act("log-in", user=user)["code"])

    def client(self) -> Client:
        """Return a client with the right secret that does not wait between tries."""
        return Client(self.url, self.world.appid, self.world.secret, rest=lambda _: None)


@contextmanager
def wechat() -> Iterator[Fake]:
    """Run a fake WeChat."""
    world = World()
    with running(world) as sandbox:
        yield Fake(sandbox.url, world)


def toml(settings: Wechat) -> str:
    """Return the section [wechat] of a settings file."""
    told = {name: value for name, value in asdict(settings).items() if isinstance(value, str)}
    return "[wechat]\n" + "".join(f'{name} = "{value}"\n' for name, value in told.items())


def key_files(folder: Path) -> tuple[Path, Path]:
    """Write the merchant's private key and WeChat Pay's public key, and return where."""
    own, theirs = folder / "merchant.pem", folder / "platform.pem"
    own.write_bytes(merchant_pem())
    theirs.write_bytes(platform_pem())
    return own, theirs

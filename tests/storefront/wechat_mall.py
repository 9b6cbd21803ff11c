"""A mall that guests and users of a fake WeChat shop in, and a phone with the mini program as it is built."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huozhao.cli.sandbox import connection
from huozhao.sandbox.lasting import lasting
from huozhao.sandbox.server import running
from huozhao.sandbox.world import World
from tests.server import free_port, serving
from tests.storefront.guest_mall import SETTINGS

CLIENT = Path(__file__).parents[2] / "clients" / "storefront"
NODE = shutil.which("node")
IS_BUILT = NODE is not None and (CLIENT / "dist" / "weapp" / "app.js").exists()


@dataclass
class WechatMall:
    """A running mall and the fake WeChat that it is connected to."""

    url: str
    sandbox: str
    world: World

    def shopped(self, user: str, guest: str = "") -> dict[str, Any]:
        """Shop on a user's phone; what the mini program saw. `guest` is the secret of who the phone was before."""
        command = [str(NODE), "test/shopping.mjs", self.url, self.sandbox, user, guest]
        done = subprocess.run(command, cwd=CLIENT, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def connected(data: Path, *options: str) -> Iterator[WechatMall]:
    """Run a mall on a data folder, and its WeChat."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    world = lasting(data / "wechat", f"{url}/v1/wechat/push")
    with running(world) as sandbox:
        lines = connection(world, sandbox.url, url, data / "wechat")
        given = "\n".join(["[wechat]", "sandbox = true", *(f'{name} = "{value}"' for name, value in lines.items())])
        (data / "huozhao.toml").write_text(f"{SETTINGS}\n{given}\n")
        with serving(data, *options, port=port) as server:
            yield WechatMall(server.url, sandbox.url, world)

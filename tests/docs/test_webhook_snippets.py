"""The code in the how-to of webhooks, run against messages as they leave: it takes ours and nothing else."""

import base64
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import source

from huozhao.flows.webhooks.message import Secrets, message_of, signed

PAGE = (source.ROOT / "docs" / "how-to" / "webhooks.md").read_text("utf-8")
KEYS = Secrets(lambda: b"a root of the mall")
MESSAGE = message_of("order.paid", "", "", "", {"order": "订单-1", "total_fen": 2500}, 1_700_000_000_000)
Verify = Callable[[str, dict[str, str], bytes], dict[str, Any] | None]


def snippet(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def python(secret: str, headers: dict[str, str], body: bytes) -> dict[str, Any] | None:
    names: dict[str, Any] = {}
    exec(snippet("python"), names)
    try:
        message: dict[str, Any] = names["verified"](secret, headers, body)
    except ValueError:
        return None
    return message


def node(secret: str, headers: dict[str, str], body: bytes) -> dict[str, Any] | None:
    call = "const given = JSON.parse(process.argv[1]), body = Buffer.from(given.body, 'base64');\n" \
           "console.log(JSON.stringify(verified(given.secret, given.headers, body)));"
    return run(["node", "-e", snippet("javascript") + call], secret, headers, body)


def php(secret: str, headers: dict[str, str], body: bytes) -> dict[str, Any] | None:
    call = "$given = json_decode($argv[1], true);\n" \
           "echo json_encode(verified($given['secret'], $given['headers'], base64_decode($given['body'])));"
    return run(["php", "-r", snippet("php") + call, "--"], secret, headers, body)


def run(command: list[str], secret: str, headers: dict[str, str], body: bytes) -> dict[str, Any] | None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    given = json.dumps({"secret": secret, "headers": headers, "body": base64.b64encode(body).decode()})
    done = subprocess.run([*command, given], capture_output=True, text=True, cwd=Path("/"), check=False)
    if done.returncode:
        assert re.search("(Error|Exception): (the signature does not hold|too old)", done.stderr + done.stdout), done
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("verify", [python, node, php])
def test_a_snippet_takes_what_is_ours_and_nothing_else(verify: Verify) -> None:
    now, shown = int(time.time()), KEYS.shown("webhook:erp@1", 1)
    headers, body = signed(KEYS.of("webhook:erp@1", 1), "id-1", MESSAGE, now)
    message = verify(shown, headers, body)
    assert message is not None and message["data"] == {"order": "订单-1", "total_fen": 2500}
    assert verify(shown, headers, body.replace(b"2500", b"2501")) is None
    assert verify(KEYS.shown("webhook:erp@1", 2), headers, body) is None
    assert verify(shown, {**headers, "webhook-id": "id-2"}, body) is None
    old, body = signed(KEYS.of("webhook:erp@1", 1), "id-1", MESSAGE, now - 301)
    assert verify(shown, old, body) is None


@pytest.mark.parametrize("verify", [python, node, php])
def test_a_snippet_takes_either_of_two_secrets_for_a_day(verify: Verify) -> None:
    both = signed(KEYS.of("webhook:erp@1", 2), "id-1", MESSAGE, int(time.time()), KEYS.of("webhook:erp@1", 1))
    assert all(verify(KEYS.shown("webhook:erp@1", number), *both) for number in (1, 2))

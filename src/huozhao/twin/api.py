"""The twin's only way to the mall: its public HTTP API, asked patiently."""

import time
from collections.abc import Callable
from typing import Any

import httpx

Answer = tuple[int, Any]
FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 5.0


class Api:
    """Sends requests and tries again while the mall is busy, restarting or broken.

    After `patience_s` seconds of trying, the last status is returned (0 when nothing answered); never raises.
    """

    def __init__(
        self, client: httpx.Client, patience_s: float = 60.0, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._client, self._patience_s, self._wait = client, patience_s, wait
        self.retries = 0

    def get(self, path: str, *, token: str = "", **parameters: Any) -> Answer:
        """Read a resource; with a token as its shopper."""
        return self._send("GET", path, None, parameters, token)

    def post(self, path: str, body: Any, token: str = "") -> Answer:
        """Write to a resource, with a token as its shopper; ids inside the body make a repeat harmless."""
        return self._send("POST", path, body, None, token)

    def put(self, path: str, body: Any, token: str = "") -> Answer:
        """Replace resources by id."""
        return self._send("PUT", path, body, None, token)

    def upload(self, path: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """Send a file as a form does; tried once, as a file may hold what has no ids."""
        try:
            response = self._client.post(path, data=fields, files={"file": (name, content)})
            return response.status_code, response.json() if response.content else None
        except (httpx.HTTPError, ValueError) as error:
            return 0, {"error": {"code": "no_answer", "message": str(error)}}

    def _send(self, method: str, path: str, body: Any, parameters: Any, token: str) -> Answer:
        waited, pause = 0.0, FIRST_WAIT_S
        while True:
            answer = self._once(method, path, body, parameters, token)
            if (0 < answer[0] < 500 and answer[0] != 429) or waited >= self._patience_s:
                return answer
            self.retries += 1
            self._wait(pause)
            waited, pause = waited + pause, min(LONGEST_WAIT_S, pause * 2)

    def _once(self, method: str, path: str, body: Any, parameters: Any, token: str) -> Answer:
        try:
            headers = {"Authorization": f"Bearer {token}"} if token else None
            response = self._client.request(method, path, json=body, params=parameters, headers=headers)
            return response.status_code, response.json() if response.content else None
        except (httpx.HTTPError, ValueError) as error:
            return 0, {"error": {"code": "no_answer", "message": str(error)}}

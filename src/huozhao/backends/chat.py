"""A model behind an OpenAI-compatible address (`/chat/completions`): vendors' clouds, Ollama, vLLM and the like."""

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from huozhao.operations.assistant.asking import Call, Reply
from huozhao.terms.errors import Busy

MOST_BYTES = 1 << 20


class HttpChat:
    """A ChatModel over HTTP. No redirects, no proxies of the environment; answers are bounded."""

    def __init__(self, url: str, model: str, key: str, timeout_s: float) -> None:
        self._url, self._model, self._key, self._timeout_s = url.rstrip("/"), model, key, timeout_s
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()

    def ask(self, messages: Sequence[Mapping[str, Any]], extra: Mapping[str, Any]) -> Reply:
        """Answer a conversation; see the port. Neither the key nor the messages end up in an error."""
        body = {"model": self._model, "messages": [_with_content(each) for each in messages], **extra}
        try:
            with self._opened().stream("POST", f"{self._url}/chat/completions", json=body) as answer:
                raw = _bounded(answer)
                status = answer.status_code
        except httpx.HTTPError as error:
            raise _down(f"the model server does not answer: {type(error).__name__}") from None
        if status != 200:
            raise _down(f"the model server answered {status}")
        try:
            return reply_of(json.loads(raw))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError):
            raise _down("the model server's answer is not of the OpenAI form") from None

    def close(self) -> None:
        """Release the connections."""
        if self._client is not None:
            self._client.close()

    def _opened(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
                self._client = httpx.Client(timeout=self._timeout_s, follow_redirects=False, trust_env=False,
                                            headers=headers)
            return self._client


def reply_of(found: Mapping[str, Any]) -> Reply:
    """Read an answer of the chat-completions form; KeyError and the like when it is none."""
    message = found["choices"][0]["message"]
    calls = tuple(
        Call(str(each["function"]["name"]), _raw(each["function"].get("arguments")), str(each.get("id") or "call_1"))
        for each in message.get("tool_calls") or ()
    )
    usage = found.get("usage") or {}
    return Reply(str(message.get("content") or ""), calls, int(usage.get("total_tokens") or 0))


def _raw(arguments: Any) -> str:
    """Return arguments as text: some servers send them as an object."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments or {})


def _with_content(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message whose content is never null: some servers refuse that."""
    return {**message, "content": message.get("content") or ""}


def _bounded(answer: httpx.Response) -> bytes:
    raw = bytearray()
    for chunk in answer.iter_bytes():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise _down("the model server's answer is too long")
    return bytes(raw)


def _down(why: str) -> Busy:
    return Busy("model_down", why, retry_after_s=60, hint="check the settings [assistant]: url, model, key")

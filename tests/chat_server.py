"""A real HTTP server that speaks the OpenAI chat-completions protocol by a script, on a free port of the loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
# From a request to (HTTP status, message of the assistant).
Script = Callable[[Body], tuple[int, Body]]


@dataclass
class ChatServer:
    """What was asked of the server, in order, and what it answers next."""

    script: Script
    url: str = ""
    asked: list[Body] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def texts(self) -> str:
        """Return everything that was ever sent here, as one text."""
        return json.dumps(self.asked, ensure_ascii=False)


def tool_call(name: str, **arguments: str) -> Body:
    """Return a message that calls a tool, content null as OpenAI sends it."""
    function = {"name": name, "arguments": json.dumps(arguments, ensure_ascii=False)}
    calls = [{"id": "c1", "type": "function", "function": function}]
    return {"role": "assistant", "content": None, "tool_calls": calls}


def words(text: str) -> Body:
    """Return a message of words."""
    return {"role": "assistant", "content": text}


def strict(body: Body) -> str:
    """Say what a strict server would refuse a request for: content of null, roles out of order, an unknown field."""
    for message in body["messages"]:
        if not isinstance(message.get("content"), str):
            return "invalid message content type: <nil>"
        if message["role"] == "tool" and not message.get("tool_call_id"):
            return "a tool message needs a tool_call_id"
    known = {"model", "messages", "temperature", "max_tokens", "tools", "tool_choice", "response_format"}
    return "" if set(body) <= known and body["model"] == "test-model" else f"unknown field in {sorted(body)}"


@contextmanager
def chatting(script: Script) -> Iterator[ChatServer]:
    """Serve a script until the block ends."""
    state = ChatServer(script)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            problem = "no such path" if self.path != "/v1/chat/completions" else strict(body)
            status, message = (400, {"error": problem}) if problem else state.script(body)
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            answer = {"id": "x", "object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 40}}
            raw = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Two malls never answer on one port: the second says so and does not start."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huozhao.cli.main import app
from huozhao.http.run import vacant
from huozhao.settings import Server
from huozhao.terms.errors import BadInput
from tests.server import free_port


def listening(port: int) -> socket.socket:
    """Listen as the web server does, ready to share the port."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    taken.bind(("127.0.0.1", port))
    taken.listen()
    return taken


def test_a_port_that_another_server_would_share_is_refused(tmp_path: Path) -> None:
    port = free_port()
    with listening(port):
        with pytest.raises(BadInput) as refused:
            vacant(replace(Server(), port=port))
        assert (refused.value.code, refused.value.field) == ("address_taken", "server.port")
        tried = CliRunner().invoke(app, ["serve", "--data", str(tmp_path / "mall"), "--port", str(port)])
    assert tried.exit_code != 0 and f"127.0.0.1:{port}" in str(tried.exception)
    assert not (tmp_path / "mall").exists()  # said before anything was opened


def test_a_server_that_was_just_stopped_leaves_its_port_free() -> None:
    port = free_port()
    with listening(port) as server, socket.create_connection(("127.0.0.1", port)) as client:
        answer, _ = server.accept()
        answer.close()  # the server's side closes first: its port waits in TIME_WAIT
        assert client.recv(1) == b""
    vacant(replace(Server(), port=port))


def test_an_address_of_another_machine_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"cannot listen on 192\.0\.2\.1:8750"):
        vacant(replace(Server(), host="192.0.2.1"))

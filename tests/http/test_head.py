"""HEAD, by which monitors and load balancers ask, is answered like GET without the body."""

from pathlib import Path

import httpx
import pytest

from tests.server import serving


@pytest.mark.slow
def test_head_tells_what_get_would_and_sends_no_body(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, httpx.Client(base_url=server.url) as client:
        for path in ("/health/ready", "/v1/status", "/v1/nowhere", "/"):
            told, whole = client.head(path), client.get(path)
            assert (told.status_code, told.content) == (whole.status_code, b""), path
            assert told.headers["content-type"] == whole.headers["content-type"]
        assert client.head("/v1/events").status_code == 405  # no GET, no HEAD

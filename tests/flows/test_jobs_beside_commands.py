"""A command beside a running mall leaves the mall's jobs alone; the next server ends what a killed one left."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from litestar.testing import TestClient

from huozhao.app import open_app
from huozhao.flows.jobs import Jobs, Progress
from huozhao.http.server import create
from huozhao.settings import Settings, Storage


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Settings(), storage=Storage(data=tmp_path))


@pytest.fixture
def go_on() -> Iterator[Event]:
    event = Event()
    yield event
    event.set()


def state(jobs: Jobs, id: str) -> str:
    return str(jobs.get(id).body["state"])


def test_a_command_beside_a_server_does_not_call_its_job_failed(settings: Settings, go_on: Event) -> None:
    begun = Event()

    def slow(_: Progress) -> dict[str, Any]:
        begun.set()
        return {"went_on": go_on.wait(30)}

    with open_app(settings) as server:
        job = server.jobs.start("slow", slow)
        assert begun.wait(10)
        with open_app(settings) as command:
            assert state(command.jobs, job.id) == "running"
        go_on.set()
        server.jobs.stop()
        assert state(server.jobs, job.id) == "done"


def test_the_next_server_ends_what_a_killed_one_left(settings: Settings) -> None:
    with open_app(settings) as killed:
        left = killed.jobs.run("slow", lambda _: {})
        killed.documents.put("job", left.id, {**left.body, "state": "running", "finished_at": None})
    with open_app(settings) as mall, TestClient(create(mall)) as http:
        body = http.get(f"/v1/jobs/{left.id}").json()
        assert body["state"] == "failed" and "start it again" in body["error"]

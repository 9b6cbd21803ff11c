"""A training that is killed leaves the model in use whole, and is taken up where it was."""

import random
import time
from pathlib import Path

import httpx
import numpy as np
import pytest

from huozhao.backends.files.models import FileArtifacts
from huozhao.backends.memory.documents import MemoryDocuments
from huozhao.flows.evaluation.training import Training
from huozhao.flows.jobs import Jobs
from huozhao.flows.run import Stage
from huozhao.terms.text import Text
from tests.server import serving
from tests.shopping import shopping

WORDS = Text("一步", "a step")


class Power(BaseException):
    """The power cut: not an Exception, so that nothing catches it."""


def test_a_stage_that_was_done_before_the_crash_is_not_done_again() -> None:
    documents, done, cut = MemoryDocuments(lambda: 1_000), list[str](), [True]

    def second() -> None:
        if cut[0]:
            raise Power
        done.append("second")

    stages = [Stage("first", WORDS, lambda _: done.append("first") or {"n": 1}),
              Stage("second", WORDS, lambda _: second() or {"n": 2}), Stage("third", WORDS, lambda _: {"n": 3})]

    def training(now: int) -> Training:
        return Training(stages, Jobs(documents, lambda: now), documents, lambda: now)

    with pytest.raises(Power):
        training(1_000).work(lambda *_: None)
    cut[0] = False
    assert training(2_000).work(lambda *_: None) == {"first": {"n": 1}, "second": {"n": 2}, "third": {"n": 3}}
    assert done == ["first", "second"]
    assert training(3_000).resume() is None, "nothing is left to take up"
    training(4_000).work(lambda *_: None)
    assert done == ["first", "second", "first", "second"], "the next training begins anew"


def test_a_training_of_an_earlier_day_begins_anew() -> None:
    documents = MemoryDocuments(lambda: 0)
    documents.put("training", "current", {"begun_at": 0, "summary": {"first": {}}, "is_done": False})
    done: list[str] = []
    stages = [Stage("first", WORDS, lambda _: done.append("first") or {})]
    later = 3 * 86_400_000
    Training(stages, Jobs(documents, lambda: later), documents, lambda: later).work(lambda *_: None)
    assert done == ["first"]


@pytest.mark.slow
@pytest.mark.kill
def test_killed_at_any_moment_the_server_comes_back_with_a_whole_model_and_finishes(tmp_path: Path) -> None:
    rng = random.Random(1)
    with shopping(data=tmp_path) as mall:
        mall.goods(**{f"g{n}": (f"kind {n % 6}",) for n in range(60)})
        for n in range(150):
            for _ in range(10):
                mall.did(f"u{n}", "Product Viewed", days_ago=rng.uniform(0, 40), sku=f"g{rng.randrange(60)}")
        mall.send()
        mall.run()
    versions = {FileArtifacts(tmp_path / "models").version("matching")}
    for round_ in range(3):
        with serving(tmp_path) as server:
            httpx.post(f"{server.url}/v1/models/train", timeout=60)
            time.sleep(0.05 + 0.6 * round_)
            server.kill()
        kept = FileArtifacts(tmp_path / "models").load("matching")
        assert kept is not None and all(np.isfinite(a).all() for a in kept.arrays.values() if a.dtype.kind == "f")
        versions.add(kept.version)
    with serving(tmp_path) as server:
        deadline = time.monotonic() + 120
        jobs: list[dict[str, object]] = []
        while time.monotonic() < deadline:
            found = httpx.get(f"{server.url}/v1/jobs", timeout=60).json()["items"]
            jobs = [job for job in found if job["kind"] == "train"]
            if jobs and jobs[0]["state"] == "done":
                break
            time.sleep(0.2)
        assert jobs[0]["state"] == "done", jobs
        assert "start it again" in str([job["error"] for job in jobs]), "the killed ones say so"
        page = httpx.post(f"{server.url}/v1/page", json={"placement": "home", "shopper": "u1"}, timeout=60).json()
        assert page["zones"] and page["model"] == FileArtifacts(tmp_path / "models").version("matching")

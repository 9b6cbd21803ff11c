"""Evaluation, the guard and going back: through HTTP and the command line, on data that the test sends itself."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.shopping import DAY, Mall, shopping

GOODS, KINDS = 60, 6


def stock_up(mall: Mall) -> None:
    mall.goods(**{f"g{n}": (f"kind {n % KINDS}",) for n in range(GOODS)})


def live(mall: Mall, shoppers: int, since: float, until: float, seed: int, loyal: float = 0.85) -> None:
    """Let shoppers look and buy between so many days ago, mostly within the kind that each of them likes."""
    rng = random.Random(seed)
    for n in range(shoppers):
        for act in range(10):
            mine = rng.random() < loyal
            good = n % KINDS + KINDS * rng.randrange(GOODS // KINDS) if mine else rng.randrange(GOODS)
            if act < 7:
                mall.did(f"u{n}", "Product Viewed", days_ago=rng.uniform(until, since), sku=f"g{good}")
            else:
                mall.bought(f"u{n}", f"g{good}", days_ago=rng.uniform(until, since))


def restock(mall: Mall, shoppers: int) -> None:
    """Let shoppers look at much, and every ten days buy the good that they looked at most."""
    rng = random.Random(8)
    for n in range(shoppers):
        for days_ago in (33, 23, 13, 3):
            for _ in range(3):
                mall.did(f"u{n}", "Product Viewed", days_ago=days_ago + 1, sku=f"g{(n + 6) % GOODS}")
            mall.did(f"u{n}", "Product Viewed", days_ago=days_ago + rng.random(), sku=f"g{rng.randrange(GOODS)}")
            mall.bought(f"u{n}", f"g{(n + 6) % GOODS}", days_ago=days_ago)
    for _ in range(9):
        mall.did("u1", "Product Viewed", days_ago=0.1, sku="g8")


def done(mall: Mall, path: str, **body: Any) -> dict[str, Any]:
    """Start a job and wait for its end."""
    answer = mall.http.post(path, json=body or None)
    assert answer.status_code == 202, answer.text
    job = answer.json()
    while job["state"] in ("queued", "running"):
        time.sleep(0.05)
        job = mall.get(f"/v1/jobs/{job['id']}")
    assert job["state"] == "done", job
    return dict(job)


def train(mall: Mall) -> dict[str, Any]:
    """Train and return what became of the model."""
    return dict(done(mall, "/v1/models/train")["summary"]["matching"])


def serving(mall: Mall) -> dict[str, Any]:
    return next(each for each in mall.get("/v1/models")["items"] if each["kind"] == "matching" and each["is_serving"])


def test_a_mall_with_too_few_shoppers_is_told_how_many_are_needed() -> None:
    with shopping() as mall:
        stock_up(mall)
        live(mall, 12, 20, 0, 1)
        mall.send()
        job = done(mall, "/v1/evaluations", days=7)
        report = mall.get(f"/v1/evaluations/{job['summary']['evaluation']}")
        assert report["state"] == "too_few" and report["tasks"] == []
        need = report["needs"][0]
        assert need["what"] == "shoppers" and need["has"] == 12 and need["needs"] == 100
        assert need["label"]["zh"] and need["label"]["en"]


def test_an_evaluation_gives_figures_beside_baselines_over_all_goods() -> None:
    with shopping() as mall:
        stock_up(mall)
        live(mall, 240, 40, 0, 2)
        mall.send()
        job = done(mall, "/v1/evaluations", days=7)
        assert job["kind"] == "evaluate" and job["total"] > 100
        report = mall.get(f"/v1/evaluations/{job['summary']['evaluation']}")
        assert report["state"] == "done" and report["goods"] == GOODS and report["target"] == "bought"
        tasks = {task["task"]: task for task in report["tasks"]}
        assert set(tasks["any"]["models"]) == {"huozhao", "popularity", "repeat"}
        assert set(tasks["new"]["models"]) == {"huozhao", "popularity"}
        for task in tasks.values():
            assert task["ahead"]["popularity"]["better"], task["ahead"]
            figures = task["models"]["huozhao"]
            assert 0 < figures["ndcg@20"] < 1 and figures["recall@10"] <= figures["recall@20"]
        assert sum(f["shoppers"] for f in tasks["any"]["kinds"]["huozhao"].values()) == report["shoppers"]
        assert report["order"] in report["order_figures"] and {"hand", "repeat"} <= set(report["order_figures"])
        best = max(report["order_figures"].items(), key=lambda each: sum(each[1].values()))
        assert best[0] == report["order"]
        line = mall.get("/v1/evaluations")["items"][0]
        assert line["id"] == report["id"] and line["ndcg_20"] == tasks["any"]["models"]["huozhao"]["ndcg@20"]


def test_training_learns_how_pages_blend_and_pages_say_so() -> None:
    with shopping() as mall:
        stock_up(mall)
        restock(mall, 130)
        mall.send()
        assert mall.page("home", "u1")["policy"].startswith("blend:hand")
        blend = done(mall, "/v1/models/train")["summary"]["blend"]
        assert blend["order"] == "learned" and blend["shoppers"] > 100, blend
        page = mall.page("home", "u1")
        assert page["policy"].startswith("blend:") and not page["policy"].startswith("blend:hand")
        items = [item for zone in page["zones"] for item in zone["items"]]
        assert items and all(item["reason"]["text"]["zh"] and item["reason"]["text"]["en"] for item in items)
        assert "g8" in {item["sku"] for item in items}, "what u1 looks at again and again without buying it"


def test_who_did_not_consent_is_not_looked_at() -> None:
    with shopping() as mall:
        stock_up(mall)
        live(mall, 150, 40, 0, 3)
        mall.send()
        for n in range(60):
            mall.consent(f"u{n}", "personalisation", given=False)
        job = done(mall, "/v1/evaluations", days=14)
        assert mall.get(f"/v1/evaluations/{job['summary']['evaluation']}")["active"] <= 90


@pytest.mark.parametrize("path", ["/v1/evaluations/nowhere"])
def test_an_unknown_report_is_not_found(path: str) -> None:
    with shopping() as mall:
        assert mall.http.get(path).status_code == 404
        assert mall.http.post("/v1/evaluations", json={"days": 0}).status_code == 422
        assert mall.http.post("/v1/models/nowhere/activate").status_code == 404


def test_a_worse_model_is_refused_and_going_back_changes_what_pages_say_and_back() -> None:
    with shopping() as mall:
        stock_up(mall)
        live(mall, 240, 40, 9, 4)
        mall.send()
        train(mall)
        first = serving(mall)
        assert first["code"] == "first" and mall.page("home", "u1")["model"] == first["version"]

        live(mall, 240, 7, 0, 5)
        mall.send()
        assert train(mall)["state"] == "published"
        second = serving(mall)
        assert second["code"] == "not_worse" and second["version"] != first["version"], second
        assert second["figures"]["difference"]["shoppers"] >= 50
        assert mall.page("home", "u1")["model"] == second["version"]

        # Going back holds the earlier version: the next run is kept aside.
        answer = mall.http.post(f"/v1/models/{first['version']}/activate")
        assert answer.status_code == 200 and answer.json()["is_serving"] and answer.json()["is_held"]
        assert mall.page("home", "u1")["model"] == first["version"]
        assert train(mall)["state"] == "held"
        newest = mall.get("/v1/models")["items"][0]
        assert newest["is_newest"] and newest["state"] == "held" and not newest["is_serving"]
        mall.http.post(f"/v1/models/{newest['version']}/activate")
        assert mall.page("home", "u1")["model"] == newest["version"] == serving(mall)["version"]
        assert not any(each["is_held"] for each in mall.get("/v1/models")["items"])
        assert [act["act"] for act in mall.get("/v1/models")["acts"]][:2] == ["activated", "held"]


def test_a_model_spoilt_by_a_wrong_import_is_not_put_in_use() -> None:
    with shopping() as mall:
        stock_up(mall)
        live(mall, 240, 40, 9, 6)
        mall.send()
        train(mall)
        good = serving(mall)
        live(mall, 240, 7, 0, 7)
        # A file with its columns mixed up, dated long ago: goods that nobody wants together, always together.
        rng = random.Random(8)
        for n in range(240):
            for _ in range(8):
                wrong = [f"g{n % (GOODS // KINDS) * KINDS + kind}" for kind in rng.sample(range(KINDS), 5)]
                mall.bought(f"bot{n}", *wrong, days_ago=rng.uniform(10, 40))
        mall.send()
        assert train(mall)["state"] == "refused"
        assert serving(mall)["version"] == good["version"] == mall.page("home", "u1")["model"]
        refused = mall.get("/v1/models")["items"][0]
        assert refused["state"] == "refused" and refused["figures"]["difference"]["high"] < 0
        assert "NDCG@20" in refused["reason"]["zh"] and not refused["is_serving"]
        assert mall.get("/v1/models")["acts"][0]["act"] == "refused"


def test_the_nightly_training_learns_judges_and_reports() -> None:
    with shopping() as mall:
        stock_up(mall)
        live(mall, 150, 40, 0, 9)
        mall.send()
        summary = done(mall, "/v1/models/train")["summary"]
        assert {"matching", "recalls", "evaluation"} <= set(summary)
        assert summary["matching"]["state"] == "published" and summary["evaluation"]["state"] == "done"
        assert mall.get("/v1/evaluations")["items"][0]["id"] == summary["evaluation"]["evaluation"]


def test_erasing_a_shopper_takes_them_out_of_every_kept_version(tmp_path: Path) -> None:
    with shopping(data=tmp_path) as mall:
        stock_up(mall)
        live(mall, 60, 40, 0, 10)
        mall.did("forget-me-please", "Product Viewed", sku="g1")
        mall.send()
        for _ in range(3):
            train(mall)
        kept = list((tmp_path / "models" / "matching").rglob("shoppers.npy"))
        assert len(kept) == 3 and all(b"forget-me-please" in path.read_bytes() for path in kept)
        versions = len(mall.get("/v1/models")["items"])
        answer = mall.http.post("/v1/shoppers/forget-me-please/erase", json={"channel": "test"})
        assert answer.status_code == 200, answer.text
        left = [path for path in (tmp_path / "models").rglob("*.npy") if b"forget-me-please" in path.read_bytes()]
        assert not left
        assert len(mall.get("/v1/models")["items"]) == versions, "there is still something to go back to"
        assert mall.page("home", "u1")["model"] == serving(mall)["version"]


def test_the_command_line_tells_the_same(tmp_path: Path) -> None:
    with shopping(data=tmp_path) as mall:
        stock_up(mall)
        live(mall, 150, 40, 0, 11)
        mall.send()
    ended = subprocess.run([sys.executable, "-m", "huozhao", "evaluate", "--data", str(tmp_path), "--json"],
                           capture_output=True, text=True, check=True)
    report = json.loads(ended.stdout)
    assert report["state"] == "done" and report["tasks"]["any"]["models"]["huozhao"]["ndcg@20"] > 0
    ended = subprocess.run([sys.executable, "-m", "huozhao", "evaluate", "--data", str(tmp_path / "empty")],
                           capture_output=True, text=True, check=False)
    assert ended.returncode == 1 and "needs at least 100" in ended.stdout.replace("\n", " ")


def test_days_are_counted_from_the_newest_day_on_record() -> None:
    with shopping() as mall:
        stock_up(mall)
        live(mall, 150, 60, 20, 12)
        mall.send()
        job = done(mall, "/v1/evaluations", days=10)
        report = mall.get(f"/v1/evaluations/{job['summary']['evaluation']}")
        assert report["state"] == "done"
        last = time.strftime("%Y-%m-%d", time.gmtime((mall.now - 20 * DAY) / 1000 + 8 * 3600))
        assert report["last_day"] <= last

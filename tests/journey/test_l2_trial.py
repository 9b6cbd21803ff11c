"""L2: the same tiny cities live under two arms by one command; the report has intervals, goes on, and is shown."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from huozhao.cli.main import app
from tests.doors import door

pytestmark = [pytest.mark.slow, pytest.mark.alone]
TINY = ["--arms", "loop,usual", "--seeds", "2", "--days", "1", "--warm-days", "0", "--shops", "2", "--shoppers", "20",
        "--skus", "30", "--nights", "14"]  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trial")


@pytest.fixture(scope="module")
def made(out: Path) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["trial", "--out", str(out), *TINY, "--json"])
    assert done.exit_code == 0, done.output
    body: dict[str, Any] = json.loads(done.stdout)
    return body


def test_every_city_lives_under_every_arm_and_is_measured(made: dict[str, Any]) -> None:
    assert {(run["arm"], run["seed"]) for run in made["runs"]} == {(a, s) for a in ("loop", "usual") for s in (1, 2)}
    assert not made["troubles"], made["troubles"]
    for arm in ("loop", "usual"):  # a city of twenty may live a day without an order, two cities hardly
        measured = [run["measures"] for run in made["runs"] if run["arm"] == arm]
        assert all(0 <= each["conversion"] <= 1 and each["turnover"] >= 0 for each in measured)
        assert sum(each["conversion"] for each in measured) > 0 and sum(each["turnover"] for each in measured) > 0
    compared = {each["measure"]: each for each in made["comparisons"]}
    assert {"conversion", "turnover", "revenue_fen"} <= compared.keys() <= {each["name"] for each in made["measures"]}
    assert all(each["low"] <= each["difference"] <= each["high"] for each in compared.values())
    # Parcels from the one warehouse take two days: nothing has come yet, and nothing is made up.
    assert all((run["measures"]["delivery_hours"] is None) == (run["arm"] == "usual") for run in made["runs"])


def test_a_trial_goes_on_with_what_is_left_and_the_report_needs_nothing_else(out: Path, made: dict[str, Any]) -> None:
    kept = out / "runs" / "usual-0002.json"
    runs = {path: path.stat().st_mtime_ns for path in (out / "runs").iterdir() if path != kept}
    kept.unlink()
    done = CliRunner().invoke(app, ["trial", "--out", str(out), *TINY, "--json"])
    assert done.exit_code == 0 and kept.exists()
    assert {path: path.stat().st_mtime_ns for path in runs} == runs
    page = (out / "report.html").read_text("utf-8")
    assert "转化率" in page and "conversion" in page and "<svg" in page
    assert "http://" not in page and "https://" not in page and "<script" not in page


def test_a_folder_of_another_size_is_refused(out: Path, made: dict[str, Any]) -> None:
    done = CliRunner().invoke(app, ["trial", "--out", str(out), *TINY, "--shoppers", "30"])
    assert done.exception is not None and "another size" in str(done.exception)


def test_the_mall_shows_the_report(made: dict[str, Any]) -> None:
    with door(users=False) as mall:
        assert mall.http.get("/v1/trials").json()["items"] == []
        assert mall.http.get("/v1/trials/latest").status_code == 404
        mall.app.trials.keep(made)
        mall.app.trials.keep(made)
        listed = mall.http.get("/v1/trials").json()["items"]
        assert [each["cities"] for each in listed] == [2] and len(listed[0]["arms"]) == 2
        read = mall.http.get(f"/v1/trials/{listed[0]['id']}").json()
    assert read["comparisons"] == made["comparisons"] and read["runs"] == made["runs"]
    assert read["habits"]["price_elasticity"]["value"] < 0

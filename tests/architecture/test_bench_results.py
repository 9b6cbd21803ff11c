"""Figures that are measured beside one another keep each other's lines."""

import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

RUN = Path(__file__).parents[2] / "bench" / "run.py"


def loaded(folder: Path) -> ModuleType:
    """Return the script as a module that writes into a folder."""
    spec = importlib.util.spec_from_file_location("bench_run", RUN)
    assert spec is not None and spec.loader is not None
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    vars(run).update(RESULTS=folder / "results.json", TABLE=folder / "figures.md")
    return run


def line(run: ModuleType, n: int, value: float = 1.0) -> dict[str, Any]:
    told = {"figure": f"f{n}", "value": value, "unit": "s", "peer": "p", "peer_value": 2, "ratio": 2, "data": "d"}
    return {**told, "seed": 1, **run.machine()}


def test_runs_beside_one_another_lose_no_line_and_a_new_line_takes_the_place_of_the_old(tmp_path: Path) -> None:
    run = loaded(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: run.keep(line(run, n)), range(40)))
    run.keep(line(run, 7, 9.0))
    kept = json.loads(run.RESULTS.read_text())
    assert [each["figure"] for each in kept] == sorted(f"f{n}" for n in range(40))
    assert [each["value"] for each in kept if each["figure"] == "f7"] == [9.0]
    assert run.TABLE.read_text().count("| `f") == 40

"""`night`: the supply part of one night for 200 shops × 5,000 SKUs, killed once in the middle and taken up again.

Each stage runs in a process of its own with one thread; the plan is killed with SIGKILL when it is half done and begun
again. Given are CPU seconds, wall seconds with the load of the machine, and peak memory. The limit is ten minutes and
8 GB.
"""

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LIMIT_S, LIMIT_GB = 600, 8
STAGES = ("forecast", "plan", "slow_goods", "ranges")


def stage(folder: Path, name: str) -> None:
    """Run one stage on an existing mall, telling how far it is, and at the end what it took."""
    from huozhao.app import open_app
    from huozhao.settings import load

    start = time.monotonic()
    with open_app(load(folder)) as mall:
        opened = time.monotonic() - start

        def step(done: int, total: int) -> None:
            print(json.dumps({"done": done, "total": total}), flush=True)

        if name == "plan":
            made: Any = mall.planner.build(mall.clock(), lambda _, done, total: step(done, total))
        else:
            made = {"forecast": lambda: mall.forecasts.learn.stage(step), "slow_goods": lambda: mall.slow_goods.build(),
                    "ranges": lambda: mall.ranges.build()}[name]()
        took = time.monotonic() - start
    keep = ("plan", "rows", "proposals", "quantity", "value_fen", "tiers")
    told = {key: made[key] for key in keep if key in made} if isinstance(made, dict) else {}
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"seconds": took, "open_s": opened, "cpu_s": usage.ru_utime + usage.ru_stime,
                      "peak_gb": usage.ru_maxrss / 1024**2, **told}), flush=True)


def run(folder: Path, name: str, kill_at: float = 2.0) -> dict[str, Any]:
    """Run a stage in a child process, killing it when so much of it is done."""
    command = [sys.executable, __file__, "--stage", name, "--folder", str(folder)]
    start = time.monotonic()
    last: dict[str, Any] = {}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    assert child.stdout is not None
    killed = False
    for line in child.stdout:
        last = json.loads(line)
        if last.get("total") and last["done"] >= kill_at * last["total"]:
            os.kill(child.pid, signal.SIGKILL)
            killed = True
            break
    _, status, usage = os.wait4(child.pid, 0)
    child.stdout.close()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode and not killed:
        raise SystemExit(f"stage {name} failed")
    told = {**last, "seconds": time.monotonic() - start, "cpu_s": usage.ru_utime + usage.ru_stime,
            "peak_gb": usage.ru_maxrss / 1024**2}  # fmt: skip
    print(json.dumps({name: told}, ensure_ascii=False), file=sys.stderr, flush=True)
    return told


def main(folder: Path, shops: int, skus: int) -> dict[str, Any]:
    """Build the mall unless it is there, run the night, and return the figure."""
    about = folder / "about.json"
    if not about.exists():
        from _night_mall import build

        start = time.monotonic()
        made = build(folder, shops, skus)
        about.write_text(json.dumps({**made, "built_s": round(time.monotonic() - start)}))
    told = json.loads(about.read_text())
    parts: dict[str, Any] = {}
    for name in STAGES:
        if name == "plan":
            parts["plan until killed"] = run(folder, name, 0.5)
        parts[name] = run(folder, name)
    seconds, cpu = (sum(each[name] for each in parts.values()) for name in ("seconds", "cpu_s"))
    peak = max(each["peak_gb"] for each in parts.values())
    plan = parts["plan"]
    return {
        "figure": "night", "value": round(cpu, 1), "unit": "CPU s for the supply part of a night, one kill included",
        "peer": "limit of 10 minutes and 8 GB", "peer_value": LIMIT_S, "ratio": round(cpu / LIMIT_S, 3),
        "wall_s": round(seconds, 1), "load": os.getloadavg()[1],
        "peak_gb": round(peak, 2), "limit_gb": LIMIT_GB, "rows": plan["rows"], "proposals": plan["proposals"],
        "seconds": {name: round(each["seconds"], 1) for name, each in parts.items()},
        "peaks_gb": {name: round(each["peak_gb"], 2) for name, each in parts.items()},
        "cpu_s": {name: round(each["cpu_s"], 1) for name, each in parts.items() if "cpu_s" in each},
        "tiers": plan["tiers"], "data": f"generated: {told}", "seed": 7,
    }  # fmt: skip


if __name__ == "__main__":
    reader = argparse.ArgumentParser()
    reader.add_argument("--stage", choices=STAGES)
    reader.add_argument("--folder", type=Path)
    reader.add_argument("--shops", type=int, default=200)
    reader.add_argument("--skus", type=int, default=5_000)
    asked = reader.parse_args()
    if asked.stage:
        stage(asked.folder, asked.stage)
    else:
        kept = asked.folder or Path(tempfile.mkdtemp(prefix="night"))
        kept.mkdir(parents=True, exist_ok=True)
        try:
            print(json.dumps(main(kept, asked.shops, asked.skus), ensure_ascii=False))
        finally:
            if asked.folder is None:
                shutil.rmtree(kept)

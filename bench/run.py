"""Run the figures of bench/ and write bench/results.json and docs/reference/figures.md.

    python bench/run.py            every figure
    python bench/run.py rfm        one figure

Each figure is a script that prints one JSON line as its last line; it runs in a process of its own.
"""

import fcntl
import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
TABLE = HERE.parent / "docs" / "reference" / "figures.md"
REQUIRED = ("figure", "value", "unit", "peer", "peer_value", "ratio", "data", "seed")
PARTS = ("numpy", "scipy", "msgspec", "litestar", "granian", "duckdb", "pyarrow")
HEADING = """# Figures

Written by `make bench`. The peer (or the physical limit) runs in the same script, on the same data, in turns; the
ratio of medians is the figure. Absolute times depend on the machine and are shown, never promised.

"""


def figures() -> list[str]:
    """Return the names of all figures; files that begin with an underscore are shared parts."""
    return sorted(p.stem for p in HERE.glob("*.py") if p.stem != "run" and not p.stem.startswith("_"))


def measure(name: str) -> dict[str, Any]:
    """Run one figure and return its line, or its error under `error`."""
    print(f"… {name}", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, HERE / f"{name}.py"], stdout=subprocess.PIPE, text=True)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return {"figure": name, "error": f"exit code {done.returncode}"}
    line: dict[str, Any] = json.loads(lines[-1])
    missing = [key for key in REQUIRED if key not in line]
    return line if not missing else {**line, "figure": name, "error": f"missing {', '.join(missing)}"}


def machine() -> dict[str, Any]:
    """Describe where a figure was measured."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs",
        "python": platform.python_version(),
        "versions": {part: version(part) for part in PARTS},
    }


def remembered() -> dict[str, dict[str, Any]]:
    """Return the lines of earlier runs by figure."""
    if not RESULTS.exists():
        return {}
    return {line["figure"]: line for line in json.loads(RESULTS.read_text())}


def number(value: object) -> str:
    """Write a figure for people."""
    if not isinstance(value, int | float):
        return "–" if value is None else str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def row(line: dict[str, Any]) -> str:
    """Write one row of the table."""
    if "error" in line:
        return f"| `{line['figure']}` | {line['error']} | | | | | {line['measured_at'][:10]} |"
    cells = [f"`{line['figure']}`", f"{number(line['value'])} {line['unit']}", str(line["peer"] or "–"),
             number(line["peer_value"]), number(line["ratio"]), f"{line['data']} (seed {line['seed']})",
             line["measured_at"][:10]]
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def table(lines: list[dict[str, Any]]) -> str:
    """Write the page of all figures with machine and versions of the newest."""
    newest = max(lines, key=lambda line: line["measured_at"])
    versions = ", ".join(f"{part} {release}" for part, release in newest["versions"].items())
    rows = "\n".join(row(line) for line in lines)
    return (f"{HEADING}| figure | value | peer or limit | its value | ratio | data | measured |\n"
            f"|---|---|---|---|---|---|---|\n{rows}\n\n"
            f"{newest['machine']}; Python {newest['python']}; {versions}.\n")


def keep(line: dict[str, Any]) -> None:
    """Put the line of a figure in the place of its earlier one; runs beside one another keep each other's."""
    folder = os.open(RESULTS.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        results = remembered() | {line["figure"]: line}
        ordered = [results[name] for name in sorted(results)]
        RESULTS.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n")
        TABLE.write_text(table(ordered))
    finally:
        os.close(folder)


def main(asked: list[str]) -> int:
    """Measure what was asked for, keep the other results, print one JSON line a figure."""
    unknown = set(asked) - set(figures())
    if unknown:
        print(f"no figure {', '.join(sorted(unknown))}; there are: {', '.join(figures())}", file=sys.stderr)
        return 2
    fresh = []
    for name in asked or figures():
        line = measure(name) | machine()
        fresh.append(line)
        keep(line)
        print(json.dumps({k: v for k, v in line.items() if k != "versions"}, ensure_ascii=False))
    return 1 if any("error" in line for line in fresh) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

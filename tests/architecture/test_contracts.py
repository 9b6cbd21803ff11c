"""The directions between the rooms, as docs/explanation/architecture.md draws them."""

import ast
import os
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import source

RULES = ("terms", "privacy", "events", "insight", "matching", "supply", "operations", "flows")
# What would hide a clock, chance or a file inside a rule, by module: both are arguments here.
IMPURE = {
    "time": {"time", "time_ns", "sleep"},
    "os": {"environ", "getenv", "urandom"},
    "random": {"random", "randint", "choice", "shuffle", "seed", "uniform", "gauss"},
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "uuid": {"uuid1", "uuid4"},
}


def test_the_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint_imports, "--no-cache"], cwd=source.ROOT, capture_output=True, text=True,
                          env={**os.environ, "COLUMNS": "160", "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_is_on_the_plan() -> None:
    rooms = {p.stem for p in source.PACKAGE.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    planned = {"terms", "privacy", "events", "insight", "matching", "supply", "operations", "flows", "backends",
               "settings", "app", "http", "cli", "twin", "sandbox", "__init__", "__main__"}
    assert rooms == planned


def test_there_are_no_import_cycles() -> None:
    graph = grimp.build_graph("huozhao", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None


def _impure_calls(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in IMPURE.get(node.value.id, ()):
                found.append(f"line {node.lineno}: {node.value.id}.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print"}:
            found.append(f"line {node.lineno}: {node.func.id}()")
    return found


def test_rules_are_handed_their_clock_and_their_chance_and_touch_no_file() -> None:
    found = {path: calls for path, tree in source.modules().items()
             if path.split("/")[0] in RULES and (calls := _impure_calls(tree))}
    assert not found, found


def test_only_the_composition_root_and_the_settings_read_the_environment() -> None:
    readers = [path for path, tree in source.modules().items() for node in ast.walk(tree)
               if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
               and isinstance(node.value, ast.Name) and node.value.id == "os"]
    assert {p.split("/")[0] for p in readers} <= {"settings.py", "app", "cli"}, readers

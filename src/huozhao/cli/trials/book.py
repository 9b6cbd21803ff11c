"""The folder of a trial: every finished run is a file, so that a trial goes on where it stopped; then the report."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from huozhao.cli.trials.arms import Arm
from huozhao.cli.trials.living import Size
from huozhao.operations.trial import MEASURES, Compared, compare, in_words, verdict
from huozhao.terms.errors import BadInput
from huozhao.twin.habits import MEASURED

FORMAT = 1
AGAINST = "usual"


@dataclass(frozen=True, slots=True)
class Book:
    """Keeps the runs of one trial in a folder."""

    folder: Path
    size: Size

    def begin(self) -> None:
        """Write down how large the cities are; BadInput when the folder holds a trial of another size."""
        path = self.folder / "size.json"
        (self.folder / "runs").mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write(path, json.dumps(self.size.as_dict()))
        elif json.loads(path.read_text("utf-8")) != self.size.as_dict():
            raise BadInput("other_trial", f"{self.folder} holds a trial of another size", field="out",
                           hint="give the same sizes to go on with it, or another folder")

    def left(self, arms: Sequence[Arm], seeds: Sequence[int]) -> list[tuple[Arm, int]]:
        """Return the runs that are still to be lived, seed by seed, so that every seed has its pairs early."""
        return [(arm, seed) for seed in seeds for arm in arms if not self._path(arm.arm, seed).exists()]

    def keep(self, run: dict[str, Any]) -> None:
        """Keep a finished run, whole or not at all."""
        _write(self._path(run["arm"], run["seed"]), json.dumps(run, ensure_ascii=False))

    def runs(self, arms: Sequence[Arm], seeds: Sequence[int]) -> list[dict[str, Any]]:
        """Return the runs that were finished, of these arms and seeds."""
        paths = (self._path(arm.arm, seed) for seed in seeds for arm in arms)
        return [json.loads(path.read_text("utf-8")) for path in paths if path.exists()]

    def _path(self, arm: str, seed: int) -> Path:
        return self.folder / "runs" / f"{arm}-{seed:04d}.json"


def report(runs: Sequence[dict[str, Any]], arms: Sequence[Arm], size: Size) -> dict[str, Any]:
    """Return the report of a trial as plain data: the loop against each other arm, on the seeds that both have."""
    found = [{"arm": arm.arm, "label": arm.label.as_dict()} for arm in arms]
    return {
        "format": FORMAT, "at": datetime.now(UTC).isoformat(timespec="seconds"), "size": size.as_dict(), "arms": found,
        "measures": [_measure(each) for each in MEASURES],
        "runs": [{name: run[name] for name in ("arm", "seed", "measures")} for run in runs],
        "comparisons": list(_comparisons(runs, arms)),
        "troubles": sorted({line for run in runs for line in run["troubles"]}),
        "habits": {name: asdict(habit) for name, habit in MEASURED.items()},
    }


def _comparisons(runs: Sequence[dict[str, Any]], arms: Sequence[Arm]) -> Iterator[dict[str, Any]]:
    by = {(run["arm"], run["seed"]): run["measures"] for run in runs}
    names = [arm.arm for arm in arms]
    others = sorted((name for name in names[1:]), key=lambda name: name != AGAINST)
    for other in others:
        seeds = sorted(seed for arm, seed in by if arm == names[0] and (other, seed) in by)
        for measure in MEASURES:
            pairs = ((by[names[0], seed][measure.name], by[other, seed][measure.name]) for seed in seeds)
            known = [(one, two) for one, two in pairs if one is not None and two is not None]
            made = compare(measure.name, [one for one, _ in known], [two for _, two in known])
            if made is not None:
                yield {"arm": names[0], "other": other, **_told(made, claimed=other == AGAINST)}


def _told(found: Compared, claimed: bool) -> dict[str, Any]:
    said = in_words(found, claimed=claimed)
    return {**asdict(found), "verdict": verdict(found) if claimed else None, "words": said.as_dict()}


def _measure(measure: Any) -> dict[str, Any]:
    return {**asdict(measure), "label": measure.label.as_dict(), "help": measure.help.as_dict()}


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)

"""Readings of experiments, one a local day: sums by arm that name nobody, from which every report is made."""

from dataclasses import dataclass

from huozhao.events.documents import Documents
from huozhao.operations.experiments.report import Reading, reading_from_dict, reading_to_dict

KIND, MOST = "experiment_reading", 400


@dataclass(frozen=True, slots=True)
class Readings:
    """Keeps readings as documents; one of the same day stands in the place of the earlier one."""

    documents: Documents

    def all(self, experiment: str) -> list[Reading]:
        """Return the readings of an experiment, oldest first."""
        found = self.documents.list(KIND, after=f"{experiment}:", limit=MOST)
        return [reading_from_dict(each.body) for each in found if each.id.startswith(f"{experiment}:")]

    def keep(self, experiment: str, reading: Reading) -> None:
        """Keep a reading."""
        self.documents.put(KIND, _id(experiment, reading.day), reading_to_dict(reading))

    def drop(self, experiment: str) -> int:
        """Remove all readings of an experiment, so that they are computed again; return how many there were."""
        return self.documents.delete(KIND, [_id(experiment, each.day) for each in self.all(experiment)])


def _id(experiment: str, day: int) -> str:
    return f"{experiment}:{day:06d}"

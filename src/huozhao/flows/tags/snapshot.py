"""The acts in memory as an artifact, so that a mall opens without reading its whole log again."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.events.artifacts import Artifact, Artifacts
from huozhao.flows.jobs import Progress
from huozhao.flows.tags.engine import Engine
from huozhao.insight.tags.columns import Columns
from huozhao.insight.tags.subjects import Names, Questions, Subjects
from huozhao.insight.tags.uids import Uids
from huozhao.terms.text import Text

KIND, FORMAT = "acts", 1
LABEL = Text("保存标签底稿", "Keeping the acts of tags")
# Reading this many events again takes about as long as loading a snapshot.
WORTH_EVENTS = 5_000


class Snapshots:
    """Saves and loads the ground. What was forgotten is in no snapshot: words that nobody's acts hold are left out."""

    def __init__(self, engine: Engine, artifacts: Artifacts) -> None:
        self._engine, self._artifacts = engine, artifacts
        self._saved = 0
        engine.begin = self.load

    def load(self) -> None:
        """Take up the journal and the newest snapshot; without one the log is read from its beginning."""
        engine = self._engine
        with engine.lock:
            found = self._artifacts.load(KIND)
            if found and found.about.get("format") == FORMAT and found.about["position"] <= engine.log.head():
                self._take(found)
            engine.roster.load()
            engine.meet()

    def save(self, force: bool = False) -> bool:
        """Save when enough has happened since the last time; return whether it did."""
        engine = self._engine
        with engine.lock:
            if not force and engine.position - self._saved < WORTH_EVENTS:
                return False
            arrays, about = self._arrays()
        self._artifacts.save(KIND, str(about["position"]), arrays, about)
        self._saved = int(about["position"])
        return True

    def nightly(self, progress: Progress) -> dict[str, Any]:
        """Save as a job of the schedule."""
        progress("acts", LABEL, 0, 1)
        return {"saved": self.save()}

    def drop_forgotten(self) -> None:
        """Replace what lies on disk, the version before included, by what is known now."""
        if self._artifacts.version(KIND):
            self.save(force=True)
            self.save(force=True)

    def _arrays(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        ground, engine = self._engine.ground, self._engine
        uids, acts = ground.pool.rows()
        used = np.unique(acts.subject)
        words = [ground.subjects.words[code] for code in used]
        acts = acts._replace(subject=np.searchsorted(used, acts.subject).astype(np.int32))
        told, told_words = ground.told.arrays(len(ground.uids))
        arrays: dict[str, NDArray[Any]] = {f"act_{name}": column for name, column in acts._asdict().items()}
        arrays |= {f"told_{name}": array for name, array in told.items()}
        arrays |= {"uid": uids, "subjects": _packed(ground.uids.names()), "words": _packed(words)}
        about = {"format": FORMAT, "position": engine.position, "newest": ground.newest, "watermark": ground.watermark,
                 "names": ground.names.names(), "told": told_words}
        return arrays, about

    def _take(self, found: Artifact) -> None:
        engine, ground, about = self._engine, self._engine.ground, found.about
        ground.uids = engine.roster.uids = Uids(_unpacked(found.arrays["subjects"]))
        ground.names = Names(about["names"])
        ground.subjects = Subjects(ground.path_of, _unpacked(found.arrays["words"]))
        ground.questions = Questions(ground.subjects)
        columns = Columns(*(np.array(found.arrays[f"act_{name}"]) for name in Columns._fields))
        ground.pool.load(np.array(found.arrays["uid"]), columns, len(ground.uids))
        told = {name: np.array(found.arrays[f"told_{name}"]) for name in about["told"]}
        ground.told.load(told, about["told"])
        ground.newest, ground.watermark = about["newest"], about["watermark"]
        engine.position = self._saved = about["position"]


def _packed(names: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\0".join(names).encode(), np.uint8) if names else np.zeros(0, np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    return packed.tobytes().decode().split("\0") if len(packed) else []

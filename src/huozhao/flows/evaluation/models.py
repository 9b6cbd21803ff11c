"""The versions of what is learned: which are kept, which one serves, going back to an earlier one."""

from dataclasses import dataclass
from typing import Any

from huozhao.events.artifacts import VersionedArtifacts, not_kept
from huozhao.events.documents import Documents
from huozhao.flows.evaluation.publishing import ACTS, HOLD, MATCHING, RANKER, Publishing
from huozhao.terms.text import Text

KINDS = (MATCHING, RANKER)
LABELS = {MATCHING: Text("商品匹配模型", "model of goods and shoppers"), RANKER: Text("排序模型", "ranker")}


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept version. `verdict` is what the guard said of it, `is_held` whether an operator holds the serving one."""

    kind: str
    version: str
    at: int
    is_serving: bool
    is_newest: bool
    is_held: bool
    verdict: dict[str, Any]
    about: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Models:
    """Lists versions and changes which one serves. Pages take the change up with their next request."""

    artifacts: VersionedArtifacts
    documents: Documents
    publishing: Publishing

    def all(self) -> list[Kept]:
        """Return every kept version, by kind, newest first."""
        return [each for kind in KINDS for each in self._of(kind)]

    def activate(self, version: str, who: str) -> Kept:
        """Make a kept version the serving one; NotFound for one that is not kept.

        Going back to an older one holds it: later versions are kept, not put in use, until the newest is activated.
        """
        found = next((each for each in self.all() if each.version == version), None)
        if found is None:
            raise not_kept("models", version)
        self.artifacts.activate(found.kind, version)
        if found.is_newest:
            self.documents.delete(HOLD, [found.kind])
            reason = Text("启用最新版本", "the newest version was activated")
        else:
            self.documents.put(HOLD, found.kind, {"at": self.publishing.clock(), "who": who})
            reason = Text("退回较早的版本，新版本不再自动上线",
                          "went back to an earlier version; later ones are not put in use by themselves")
        self.publishing.note(found.kind, version, "activated", reason, who)
        return next(each for each in self.all() if each.version == version)

    def acts(self, limit: int = 50) -> list[dict[str, Any]]:
        """Return what became of versions, newest first."""
        return [found.body for found in self.documents.list(ACTS, limit=limit, newest=True)]

    def _of(self, kind: str) -> list[Kept]:
        serving, held = self.artifacts.version(kind), self.documents.get(HOLD, kind) is not None
        found: list[Kept] = []
        for place, version in enumerate(self.artifacts.versions(kind)):
            about = self.artifacts.about(kind, version)
            if about is not None:
                found.append(Kept(kind, version, int(about.get("at", 0)), version == serving, place == 0, held,
                                  about.get("verdict", {}), about))
        return found

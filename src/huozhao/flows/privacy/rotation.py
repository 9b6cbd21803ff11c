"""Rotate the keys: a job that wraps every data key anew; stopped at any moment, it goes on where it was."""

from dataclasses import dataclass
from typing import Any

from huozhao.flows.jobs import Progress
from huozhao.privacy.sealing import Rotating
from huozhao.terms.text import Text

KIND, LABEL = "rotate_keys", Text("轮换密钥", "Rotating keys")
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turns the master key and re-wraps; nothing that is sealed is touched."""

    keys: Rotating

    def work(self, progress: Progress) -> dict[str, Any]:
        """Rotate; a rotation that was cut short is finished first and no new one begun."""
        versions = self.keys.versions()
        if len(versions) <= 1:
            self.keys.turn()
        while (turned := self.keys.rewrap(BATCH)).left:
            progress("rewrap", LABEL, turned.total - turned.left, turned.total)
        self.keys.finish()
        progress("rewrap", LABEL, turned.total, turned.total)
        return {"keys": turned.total, "versions": {str(v): n for v, n in self.keys.versions().items()}}

    def versions(self) -> dict[int, int]:
        """Return how many data keys hang on each version."""
        return self.keys.versions()

"""Learn the tone of reviews from the mall's own stars every night; it speaks for reviews that carry none."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from huozhao.events.artifacts import Artifact, Artifacts
from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.fresh import Fresh
from huozhao.flows.goods import Goods
from huozhao.flows.voice.reader import Reader
from huozhao.flows.voice.votes import kind_of
from huozhao.operations.voice.folds import REVIEW, VOICES
from huozhao.operations.voice.reading import HIGH_STARS, LOW_STARS, Reading
from huozhao.operations.voice.tone import BITS, Tone, features, learn

KIND = "voice_tone"
MOST = 40_000
# How sure the tone has to be before it stands for stars.
SURE = 0.5


@dataclass(frozen=True, slots=True)
class Tones:
    """Keeps the learned tone; its weights hold nothing of any shopper."""

    state: StateStore
    artifacts: Artifacts
    goods: Goods
    reader: Reader
    current: Fresh[Tone | None] = field(init=False)

    def __post_init__(self) -> None:
        """Read the newest tone when it is asked for."""
        object.__setattr__(self, "current", Fresh(self._load, lambda: self.artifacts.version(KIND)))

    def felt(self, text: str, reading: Reading, kind: str) -> int | None:
        """Return stars that a text about a kind of goods seems to give: low, high, or None where that is not sure."""
        tone = self.current.get() if text else None
        if tone is None:
            return None
        said = tone.of(text, reading, kind)
        return HIGH_STARS if said > SURE else LOW_STARS if said < -SURE else None

    def learn(self, version: str) -> int:
        """Learn from the starred reviews of the mall; return from how many, 0 where they are too few to learn from."""
        found, praise = [], []
        for text, reading, kind, stars in self._starred():
            found.append(features(text, reading, kind))
            praise.append(stars >= HIGH_STARS)
        tone = learn(found, np.array(praise, np.bool_)) if found else None
        if tone is None:
            return 0
        arrays: dict[str, NDArray[np.float32]] = {
            "scale": tone.scale, "weight": tone.weight, "bias": np.array([tone.bias], np.float32)}
        self.artifacts.save(KIND, version, arrays, {"reviews": len(found)})
        return len(found)

    def _starred(self) -> Iterator[tuple[str, Reading, str, int]]:
        skip = max(1, self.state.count(VOICES.name) // MOST)
        for place, row in enumerate(rows(self.state, VOICES)):
            stars, text = int(row["stars"] or 0), str(row["text"] or "")
            if row["kind"] == REVIEW and text and stars not in (0, 3) and place % skip == 0:
                goods = self.goods.sku(str(row["sku"]))
                yield text, self.reader.of(goods)(text), kind_of(goods), stars

    def _load(self) -> Tone | None:
        found: Artifact | None = self.artifacts.load(KIND)
        if found is None or len(found.arrays["scale"]) != 1 << BITS:
            return None
        return Tone(found.arrays["scale"], found.arrays["weight"], float(found.arrays["bias"][0]))

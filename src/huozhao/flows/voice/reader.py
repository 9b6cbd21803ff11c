"""Read what shoppers say: by what a merchant's labels taught where they did for such goods, else by the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from huozhao.events.artifacts import Artifact, Artifacts
from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed
from huozhao.flows.fresh import Fresh
from huozhao.flows.voice.word_book import WordBook
from huozhao.operations.voice.extractor.extractor import Extractor, learn_extractor, read_by
from huozhao.operations.voice.extractor.kept import arrays_of, extractor_from
from huozhao.operations.voice.extractor.labels import labelled_from
from huozhao.operations.voice.extractor.proof import Proof, prove
from huozhao.operations.voice.reading import Reading, read
from huozhao.terms.errors import BadInput, NotFound
from huozhao.terms.goods import Sku

KIND, SWITCH, ONE = "voice_reader", "voice_reader", "current"
SEED = 0


class Read(Protocol):
    """Reads a text."""

    def __call__(self, text: str, stars: int | None = None) -> Reading:
        """Return what a text says; `stars` (1 to 5) are those that came with it."""
        ...


@dataclass(frozen=True, slots=True)
class Taught:
    """What labels taught: for goods whose category path or title holds one of `categories`, with its proof."""

    extractor: Extractor
    categories: tuple[str, ...]
    proof: Proof
    at: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads texts and learns from labels. What was taught can be switched off, which brings the rules back."""

    book: WordBook
    artifacts: Artifacts
    documents: Documents
    taught: Fresh[Taught | None] = field(init=False)

    def __post_init__(self) -> None:
        """Read what was taught last when it is asked for."""
        object.__setattr__(self, "taught", Fresh(self._load, lambda: self.artifacts.version(KIND)))

    def of(self, goods: Sku | None) -> Read:
        """Return the function that reads what is said of a product."""
        return self.about(" ".join((*goods.category, goods.title)) if goods else "")

    def about(self, about: str) -> Read:
        """Return the function that reads what is said of goods that `about` describes."""
        words, taught = self.book.words_about(about), self.taught.get()
        if taught and any(name in about for name in taught.categories) and self.is_on:
            extractor = taught.extractor
            return lambda text, stars=None: read_by(extractor, text, words, stars)
        return lambda text, stars=None: read(text, words, stars)

    @property
    def is_on(self) -> bool:
        """Whether what was taught is to be used."""
        found = self.switch()
        return found is None or bool(found.body["on"])

    def switch(self) -> Document | None:
        """Return the switch with its audit, None while nobody touched it."""
        return self.documents.get(SWITCH, ONE)

    def turn(self, on: bool, who: str, now: int) -> None:
        """Use what was taught, or the rules alone; NotFound while nothing was taught."""
        if self.taught.get() is None:
            raise NotFound("nothing_taught", "no labels have taught a reading yet", field="on",
                           hint="huozhao voice learn labels.csv --category …")
        found = self.switch()
        body = changed(found.body if found else {}, {"on": on}, who, "edit", now)
        self.documents.put(SWITCH, ONE, body, found.version if found else 0)

    def learn(self, rows: Sequence[Mapping[str, str]], category: str, version: str) -> Proof:
        """Learn from labels of goods of a category, and use it if it is proved to read better than the rules."""
        if not category:
            raise BadInput("no_category", "labels are of one kind of goods", field="category",
                           hint="a name that their category or title holds: 护肤")
        words = self.book.words_about(category)
        codes = {name.lower(): code for code, aspect in words.aspects.items()
                 for name in (aspect.label.zh, aspect.label.en, code)}  # fmt: skip
        labelled = labelled_from(rows, codes)
        proof = prove(labelled, words, np.random.default_rng(SEED))
        if proof.is_better:
            extractor = learn_extractor(labelled, words)
            about: dict[str, Any] = {"categories": [category], "codes": list(extractor.codes), "at": version,
                                     "proof": {name: getattr(proof, name) for name in Proof.__slots__}}
            self.artifacts.save(KIND, version, arrays_of(extractor), about)
        return proof

    def _load(self) -> Taught | None:
        found: Artifact | None = self.artifacts.load(KIND)
        if found is None:
            return None
        about = found.about
        return Taught(extractor_from(found.arrays, about["codes"]), tuple(about["categories"]),
                      Proof(**about["proof"]), str(about["at"]))  # fmt: skip

"""Words that reviews of a category use and the lexicon lacks, found when an operator asks."""

from dataclasses import dataclass

from huozhao.events.state import StateStore
from huozhao.flows.goods import Goods
from huozhao.flows.voice.word_book import WordBook
from huozhao.operations.voice.folds import REVIEW, VOICES
from huozhao.operations.voice.growing import NewWord, new_words
from huozhao.operations.voice.quotes import unnamed

MOST = 4_000


@dataclass(frozen=True, slots=True)
class NewWords:
    """Looks for words in the mall's own reviews."""

    state: StateStore
    goods: Goods
    book: WordBook

    def of(self, category: str) -> list[NewWord]:
        """Return words to add for goods of a category ("" = all goods); examples name nobody."""
        skus = [item for item in self.goods.skus() if category in ("", *item.category)]
        reviews: list[tuple[str, int | None]] = []
        for item in skus:
            if len(reviews) >= MOST:
                break
            rows = self.state.scan(VOICES.name, (item.sku,), limit=MOST - len(reviews))
            reviews += [(unnamed(str(row["text"])), None if row["stars"] is None else int(row["stars"])) for row in rows
                        if row["kind"] == REVIEW and row["text"]]
        return new_words(reviews, self.book.words_about(category or " ".join(skus[0].category if skus else ())))

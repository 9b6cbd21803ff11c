"""Find the merchant's answer to a question: TF-IDF over words and pairs of characters, several phrasings an answer.

Score of a phrasing: half the cosine of TF-IDF vectors (Salton and Buckley 1988), half the share of the question's
weight (idf) that the phrasing covers. The cosine asks whether both say the same, the coverage whether anything of the
question is left over: a word that no phrasing knows weighs most, so a question about something else stays low.
"""

import heapq
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cut = Callable[[str], Sequence[str]]
# The same said otherwise. Written for this product.
_SAME: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("运费", ("邮费", "快递费", "配送费", "送货费", "运输费")), ("退款", ("退钱", "返款", "退回钱")),
    ("多久", ("多长时间", "几天", "多少天", "多少小时", "几小时", "什么时候")),
    ("怎么", ("如何", "咋样", "怎样", "咋")), ("什么", ("啥", "哪些")), ("承担", ("谁出", "谁付", "出钱")),
    ("发票", ("开具发票", "开票", "专票", "普票")), ("支持", ("可不可以", "能不能", "可以", "能否", "是否")),
    ("门店", ("实体店", "线下店", "店铺")), ("正品", ("真货", "正版", "保真")), ("会员", ("vip", "贵宾")),
    ("付款", ("支付", "结账", "买单")), ("营业", ("营业时间", "开门", "上班", "下班", "关门")),
    ("自提", ("自取", "到店取", "自己取")),
    ("shipping fee", ("delivery fee", "postage", "shipping cost", "delivery cost")), ("refund", ("money back",)),
)  # fmt: skip
_LIGHT = """的 了 吗 呢 啊 呀 吧 我 你 您 你们 我们 请 请问 一下 就 都 也 和 是 在 有 要 想 这 那 个 买 会 哦 嗯
能 支持 给 把 到 去 来 下 做 弄 他 她 它 谁 还 一般 那么 这么 不
the a an of to is are do does i you your my me can please it and for in on at we"""
_STOP = frozenset(_LIGHT.split())
_MARKS = re.compile(r"[^\w\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Match:
    """An answer that was found: its id, the phrasing that fits best, and how well (0 to 1)."""

    id: str
    phrasing: str
    score: float


@dataclass(frozen=True, slots=True)
class Knowledge:
    """An index of phrasings; the caller brings the words of a language (`cut`).

    Each token leads to the phrasings that hold it, with its weight there; vectors have the length 1.
    """

    cut: Cut
    rows: tuple[tuple[str, str], ...]
    idf: Mapping[str, float]
    unknown: float
    _places: Mapping[str, tuple[tuple[int, float], ...]] = field(repr=False)

    def find(self, question: str, limit: int = 3) -> list[Match]:
        """Return the best answers, each once, best first; nothing where no word is shared."""
        asked = _weights(Counter(tokens(question, self.cut)), self.idf, self.unknown)
        total = sum(asked.values())
        if not total:
            return []
        length = math.sqrt(sum(value * value for value in asked.values()))
        scores: dict[int, float] = {}
        for token, weight in asked.items():
            covers, along = 0.5 * weight / total, 0.5 * weight / length
            for row, there in self._places.get(token, ()):
                scores[row] = scores.get(row, 0.0) + covers + along * there
        best: dict[str, tuple[float, int]] = {}
        for row, score in scores.items():
            id = self.rows[row][0]
            if id not in best or score > best[id][0]:
                best[id] = (score, row)
        found = heapq.nsmallest(limit, best.items(), key=lambda each: (-each[1][0], each[0]))
        return [Match(id, self.rows[row][1], round(min(1.0, score), 4)) for id, (score, row) in found]


def knowledge_of(phrasings: Iterable[tuple[str, str]], cut: Cut) -> Knowledge:
    """Make the index of (id, phrasing); `cut` gives the words of a text."""
    rows = tuple(phrasings)
    counts = [Counter(tokens(text, cut)) for _, text in rows]
    spread = Counter(token for each in counts for token in each)
    idf = {token: math.log(1 + len(rows) / n) for token, n in spread.items()}
    unknown = math.log(1 + 2 * max(1, len(rows)))
    places: dict[str, list[tuple[int, float]]] = {}
    for row, each in enumerate(counts):
        vector = _weights(each, idf, unknown)
        length = math.sqrt(sum(value * value for value in vector.values()))
        for token, value in vector.items():
            places.setdefault(token, []).append((row, value / length))
    return Knowledge(cut, rows, idf, unknown, {token: tuple(at) for token, at in places.items()})


def tokens(text: str, cut: Cut) -> list[str]:
    """Return the words of a text and the pairs of characters in it, the same said alike, without words of no weight."""
    plain = text.lower()
    for word, others in _SAME:
        for other in others:
            plain = plain.replace(other, word)
    words = [word for word in cut(plain) if word not in _STOP]
    joined = [part for part in _MARKS.split(plain) if part and not part.isascii()]
    pairs = [f"·{part[at:at + 2]}" for part in joined for at in range(len(part) - 1)]
    return [*words, *(pair for pair in pairs if pair[1] not in _STOP and pair[2] not in _STOP)]


def _weights(counts: Mapping[str, int], idf: Mapping[str, float], unknown: float) -> dict[str, float]:
    """Weigh tokens by idf; a pair counts half a word, as most pairs stand in a word as well."""
    return {token: (1 + math.log(n)) * idf.get(token, unknown) * (0.5 if token[0] == "·" else 1.0)
            for token, n in counts.items()}  # fmt: skip

"""Synonyms: the merchant's own list and some that every mall needs, in both directions or in one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from huozhao.matching.search.spelling import compact, spelled
from huozhao.terms.errors import BadInput

MOST_RULES, MOST_WORDS, LONGEST = 2_000, 20, 32
WEIGHT = 0.8
# Written for this product. Each line says the same in several words.
BUILT_IN: tuple[tuple[str, ...], ...] = (
    ("洗面奶", "洁面乳", "洁面", "洗颜"), ("爽肤水", "化妆水", "柔肤水"), ("口红", "唇膏", "唇釉"), ("护手霜", "手霜"),
    ("防晒霜", "防晒乳", "防晒"), ("粉底液", "粉底"), ("润唇膏", "护唇膏"), ("卸妆水", "卸妆油", "卸妆"),
    ("沐浴露", "沐浴乳", "沐浴液"), ("洗发水", "洗发露", "洗发乳"), ("护发素", "润发乳"), ("纸巾", "抽纸", "面巾纸"),
    ("卫生巾", "姨妈巾"), ("纸尿裤", "尿不湿", "尿裤"), ("奶瓶", "婴儿奶瓶"), ("手机壳", "手机套", "保护壳"),
    ("充电宝", "移动电源"), ("数据线", "充电线"), ("耳机", "耳麦"), ("电脑", "计算机"), ("笔记本电脑", "手提电脑"),
    ("电饭煲", "电饭锅"), ("热水壶", "烧水壶", "电水壶"), ("吹风机", "电吹风"), ("雨伞", "晴雨伞"), ("水杯", "杯子"),
    ("土豆", "马铃薯"), ("西红柿", "番茄"), ("圣女果", "小番茄"), ("猕猴桃", "奇异果"), ("车厘子", "大樱桃"),
    ("酸奶", "酸牛奶"), ("薯片", "洋芋片"), ("方便面", "泡面", "速食面"), ("矿泉水", "饮用水"), ("连衣裙", "裙装"),
    ("羽绒服", "羽绒衣"), ("牛仔裤", "丹宁裤"), ("运动鞋", "跑鞋", "跑步鞋"), ("拖鞋", "凉拖"), ("双肩包", "背包"),
    ("行李箱", "拉杆箱", "旅行箱"), ("钱包", "皮夹"), ("婴儿", "宝宝"), ("儿童", "小孩"), ("男士", "男式"),
    ("女士", "女式"),
    ("电动牙刷", "声波牙刷"), ("冰箱贴", "磁贴"), ("垃圾袋", "拉圾袋"), ("单车", "自行车"), ("暖宝宝", "暖贴"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that stand for one another; with `one_way` only the first leads to the others."""

    words: tuple[str, ...]
    one_way: bool = False


class Synonyms:
    """Looks up what else a word may be called."""

    def __init__(self, own: Iterable[Rule], built_in: bool = True) -> None:
        """Take the merchant's rules and, unless told otherwise, those that come with the product."""
        rules = [*own, *(Rule(words) for words in BUILT_IN if built_in)]
        self._others: dict[str, dict[str, None]] = {}
        for rule in rules:
            heads = rule.words[:1] if rule.one_way else rule.words
            for head in heads:
                self._others.setdefault(head, {}).update(dict.fromkeys(w for w in rule.words if w != head))
        self.longest = max(map(len, self._others), default=0)

    def of(self, word: str) -> tuple[str, ...]:
        """Return the other names of a word, the merchant's first."""
        return tuple(self._others.get(word, ()))

    def joined(self, words: Sequence[str]) -> list[str]:
        """Return words with neighbours put together where together they have another name: 洁面 + 乳 is 洁面乳."""
        found: list[str] = []
        at = 0
        while at < len(words):
            end = self._end(words, at)
            found.append("".join(words[at:end]))
            at = end
        return found

    def _end(self, words: Sequence[str], at: int) -> int:
        for end in range(min(len(words), at + 4), at + 1, -1):
            if "".join(words[at:end]) in self._others:
                return end
        return at + 1


def read_rules(given: Sequence[Mapping[str, object]]) -> tuple[Rule, ...]:
    """Read rules as an operator writes them; BadInput says which line is wrong and why."""
    if len(given) > MOST_RULES:
        raise BadInput("too_many_synonyms", f"at most {MOST_RULES} lines / 最多 {MOST_RULES} 行", field="rules")
    return tuple(_rule(place, line) for place, line in enumerate(given))


def _rule(place: int, line: Mapping[str, object]) -> Rule:
    field, words = f"rules[{place}].words", line.get("words")
    if not isinstance(words, list | tuple) or not all(isinstance(word, str) for word in words):
        raise BadInput("synonyms_unreadable", "a line needs a list of words / 每行需要一组词", field=field)
    read = tuple(dict.fromkeys(compact(spelled(word)) for word in words))
    if any(not word or len(word) > LONGEST for word in read):
        raise BadInput("synonym_length", f"a word has 1 to {LONGEST} letters / 每个词 1 到 {LONGEST} 个字", field=field,
                       hint="remove empty words and sentences / 去掉空词和整句")
    if not 2 <= len(read) <= MOST_WORDS:
        raise BadInput("synonyms_alone", f"a line has 2 to {MOST_WORDS} different words / 每行 2 到 {MOST_WORDS} 个词",
                       field=field, hint="上装 and 衣服 for example / 例如：洗面奶、洁面乳")
    return Rule(read, bool(line.get("one_way", False)))

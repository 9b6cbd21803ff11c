"""Rules and evidence in a person's words, Chinese and English."""

from collections.abc import Callable, Iterable, Sequence

from huozhao.insight.tags.fact import NAMES
from huozhao.insight.tags.language import tree as t
from huozhao.insight.tags.words import VERBS, verb
from huozhao.terms.text import Text
from huozhao.terms.time import DAY_MS, HOUR_MS

Value = Callable[[t.Node], float | None]
_SIGN = {
    ">=": Text("至少", "at least "), "<=": Text("至多", "at most "), ">": Text("多于", "more than "),
    "<": Text("少于", "fewer than "), "=": Text("恰为", "exactly "), "!=": Text("不是", "not "),
}  # fmt: skip
_UNIT = {
    "count": Text("次", " times"), "quantity": Text("件", " units"), "amount": Text("元", " yuan"),
    "amount_fen": Text("分", " fen"), "distinct": Text("种", " kinds"), "days": Text("天", " days"),
    "first": Text("天前", " days ago"), "last": Text("天前", " days ago"),
}  # fmt: skip


def rule_text(node: t.Node) -> Text:
    """Say in words what a condition asks for."""
    match node:
        case t.Both():
            return _joined(map(rule_text, node.parts), "，且", " and ")
        case t.Either():
            return _joined(map(_bracketed, node.parts), "，或", " or ")
        case t.Not():
            part = rule_text(node.part)
            return Text(f"并非（{part.zh}）", f"not ({part.en})")
        case t.Compared():
            return _compared(node)
    return _condition(node)


def evidence(node: t.Node, value_of: Value, holds: Callable[[t.Node], bool]) -> Text:
    """Say in words what each measure of a condition that holds has found."""
    parts = list(dict.fromkeys(_found(leaf, value_of) for leaf in _leaves(node, holds)))
    return _joined(parts, "，", ", ")


def span(ms: int) -> Text:
    """Say a span of time."""
    for size, zh, en in ((DAY_MS, "天", " days"), (HOUR_MS, "小时", " hours"), (60_000, "分钟", " minutes")):
        if ms % size == 0 and ms:
            return Text(f"{ms // size}{zh}", f"{ms // size}{en}")
    return Text(f"{ms}毫秒", f"{ms} ms")


def _leaves(node: t.Node, holds: Callable[[t.Node], bool]) -> Iterable[t.Node]:
    """Yield the measures that speak for a condition: of alternatives, those that hold."""
    match node:
        case t.Either():
            for part in node.parts:
                if holds(part):
                    yield from _leaves(part, holds)
        case t.Both() | t.Not() | t.Compared() | t.Arithmetic():
            for child in t.children(node):
                yield from _leaves(child, holds)
        case t.Number():
            return
        case _:
            yield node


def _compared(node: t.Compared) -> Text:
    left, right = node.left, node.right
    if isinstance(left, t.Number) and not isinstance(right, t.Number):
        turned = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}.get(node.sign, node.sign)
        return _compared(t.Compared(turned, right, left))  # type: ignore[arg-type]
    sign, unit = _SIGN[node.sign], _unit(left)
    what, bound = _measure(left), _measure(right)
    return Text(f"{what.zh}{sign.zh}{bound.zh}{unit.zh}", f"{_before(left, f'{sign.en}{bound.en}{unit.en}')}")


def _before(node: t.Node, bound: str) -> str:
    """English says the window last: viewed “x” at least 3 times in 30 days."""
    if isinstance(node, t.Measured):
        return f"{_acts(node.acts, node.measure).en} {bound}{_in(node.window).en}"
    return f"{_measure(node).en} {bound}"


def _measure(node: t.Node) -> Text:
    if isinstance(node, t.Number):
        return Text(f"{node.value:g}", f"{node.value:g}")
    match node:
        case t.Measured():
            acts, window = _acts(node.acts, node.measure), _in(node.window)
            return Text(f"{window.zh}{acts.zh}", f"{acts.en}{window.en}")
        case t.Arithmetic():
            left, right = _measure(node.left), _measure(node.right)
            sign = {"*": "×", "/": "÷"}.get(node.sign, node.sign)
            return Text(f"（{left.zh} {sign} {right.zh}）", f"({left.en} {sign} {right.en})")
        case t.Share():
            acts, whole, window = _acts(node.acts), _verbs(node.acts.names), _in(node.window)
            return Text(f"{window.zh}{acts.zh}占全部{whole.zh}之比", f"share of {acts.en} in all {whole.en}{window.en}")
        case t.Trend():
            acts = _acts(node.acts)
            return Text(f"{acts.zh}近{node.short.days}天日均与近{node.long.days}天日均之比",
                        f"daily rate of {acts.en} in {node.short.days} days over that in {node.long.days} days")
        case t.Decayed():
            return _score(node)
        case t.Age() | t.Told():
            return Text("年龄", "age") if isinstance(node, t.Age) else _fact_name(node.name)
    return rule_text(node)


def _condition(node: t.Node) -> Text:
    match node:
        case t.Sequence():
            return _sequence(node)
        case t.Fading():
            score = _score(node.score)
            return Text(f"{score.zh}升到{node.enter:g}时获得，降到{node.exit:g}以下时失去",
                        f"gained when {score.en} reaches {node.enter:g}, lost when it falls below {node.exit:g}")
        case t.ToldAmong():
            name = _fact_name(node.name)
            return Text(f"{name.zh}为{'或'.join(node.words)}", f"{name.en} is {' or '.join(node.words)}")
        case t.TagHeld():
            value = f" = {node.value}" if node.value else ""
            return Text(f"带有标签“{node.tag}{value}”", f"carries the tag “{node.tag}{value}”")
        case t.InCrowd():
            return Text(f"属于人群“{node.crowd}”", f"belongs to the crowd “{node.crowd}”")
    return _measure(node)


def _found(node: t.Node, value_of: Value) -> Text:
    if isinstance(node, t.Sequence | t.ToldAmong | t.TagHeld | t.InCrowd):
        return _condition(node)
    measured = node.score if isinstance(node, t.Fading) else node
    value = value_of(measured)
    number = "—" if value is None else f"{round(value, 2):g}"
    what, unit = _measure(measured), _unit(measured)
    if isinstance(node, t.Measured):
        return Text(f"{what.zh}{number}{unit.zh}", _before(node, f"{number}{unit.en}"))
    return Text(f"{what.zh} {number}", f"{what.en} {number}")


def _unit(node: t.Node) -> Text:
    if isinstance(node, t.Measured):
        return _UNIT[node.measure]
    return Text("岁", " years") if isinstance(node, t.Age) else Text("", "")


def _acts(acts: t.Acts, measure: str = "count") -> Text:
    verbs, what = _verbs(acts.names), _what(acts)
    prefix = {"first": Text("首次", "first "), "last": Text("最近一次", "last ")}.get(measure, Text("", ""))
    suffix = {"amount": Text("金额", ", money"), "amount_fen": Text("金额", ", money")}.get(measure, Text("", ""))
    return Text(f"{prefix.zh}{verbs.zh}{what.zh}{suffix.zh}", f"{prefix.en}{verbs.en}{what.en}{suffix.en}")


def _verbs(names: Sequence[str]) -> Text:
    return _joined((VERBS.get(name, verb(name)) for name in names), "或", " or ")


def _what(acts: t.Acts) -> Text:
    zh, en = "", ""
    named = acts.category + acts.subject
    if named:
        zh, en = f"“{'/'.join(named)}”", f" “{'/'.join(named)}”"
    if acts.contains:
        zh, en = f"{zh}含“{'、'.join(acts.contains)}”", f"{en} with “{', '.join(acts.contains)}”"
    if acts.not_category or acts.not_subject:
        left_out = "/".join(acts.not_category + acts.not_subject)
        zh, en = f"{zh}（除“{left_out}”）", f"{en} (but not “{left_out}”)"
    for least, most, unit, size in ((acts.least_fen, acts.most_fen, Text("元", " yuan"), 100),
                                    (acts.least_quantity, acts.most_quantity, Text("件", " units"), 1)):
        if least >= 0:
            zh, en = f"{zh}≥{least / size:g}{unit.zh}", f"{en} ≥ {least / size:g}{unit.en}"
        if most >= 0:
            zh, en = f"{zh}≤{most / size:g}{unit.zh}", f"{en} ≤ {most / size:g}{unit.en}"
    return Text(zh, en)


def _in(window: t.Window) -> Text:
    length = t.span_ms(window)
    if not length:
        return Text("", "")
    said = span(length)
    return Text(f"近{said.zh}", f" in {said.en.strip()}")


def _sequence(node: t.Sequence) -> Text:
    steps = _joined((_acts(step) for step in node.steps), "→", " → ")
    window, within = _in(node.window), span(node.within_ms) if node.within_ms else None
    zh = f"{window.zh}{within.zh + '内' if within else ''}先后{steps.zh}"
    return Text(zh, f"{steps.en}{' within ' + within.en.strip() if within else ''}{window.en}")


def _score(node: t.Decayed) -> Text:
    terms = [(f"{weight:g}×" if weight != 1 else "", _acts(acts)) for weight, acts in node.terms]
    half = span(node.half_life_ms)
    zh, en = "、".join(f"{by}{acts.zh}" for by, acts in terms), ", ".join(f"{by}{acts.en}" for by, acts in terms)
    return Text(f"热度（{zh}；{half.zh}减半）", f"the heat of ({en}; halves in {half.en.strip()})")


def _fact_name(name: str) -> Text:
    return NAMES.get(name, Text(name, name))


def _bracketed(node: t.Node) -> Text:
    said = rule_text(node)
    return Text(f"（{said.zh}）", f"({said.en})") if isinstance(node, t.Both) else said


def _joined(parts: Iterable[Text], zh: str, en: str) -> Text:
    found = list(parts)
    return Text(zh.join(part.zh for part in found), en.join(part.en for part in found))

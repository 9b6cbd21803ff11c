"""The plain reading of an expression for one person: what each measure says, and which acts it rests on.

It is the language's meaning written out; the kernel and the SQL are held to it by tests. It also gives the evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from huozhao.insight.tags.language import tree as t
from huozhao.insight.tags.subjects import admits

Found = float | None


@dataclass(frozen=True, slots=True)
class Past:
    """One act of a person: instant (ms), local day, what, to what in which category path, how much, how late (s)."""

    at: int
    day: int
    name: str
    subject: str
    path: tuple[str, ...]
    quantity: int
    amount_fen: int
    behind_s: int = 0
    position: int = 0


class Surroundings(Protocol):
    """What else is known of the person."""

    def told(self, name: str) -> str:
        """Return a fact, empty for none."""
        ...

    def carries(self, tag: str, value: str) -> bool:
        """Tell whether the person carries a tag."""
        ...

    def age(self) -> Found:
        """Return the age in years or None."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads nodes for one person at one instant; `acts` are in order of time. `late_s` 0 = lateness does not matter."""

    acts: Sequence[Past]
    now: int
    today: int
    around: Surroundings
    late_s: int = 0

    def holds(self, node: t.Node) -> bool:
        """Tell whether a condition holds."""
        match node:
            case t.Both():
                return all(self.holds(part) for part in node.parts)
            case t.Either():
                return any(self.holds(part) for part in node.parts)
            case t.Not():
                return not self.holds(node.part)
            case t.Compared():
                return _compare(node.sign, self.number(node.left), self.number(node.right))
            case t.ToldAmong():
                return self.around.told(node.name).lower() in {w.lower() for w in node.words} - {""}
            case t.TagHeld():
                return self.around.carries(node.tag, node.value)
            case t.Sequence() | t.Fading():
                return bool(self.number(node))
        return False

    def number(self, node: t.Node) -> Found:
        """Return the value of a measure; None where it is undefined."""
        match node:
            case t.Number():
                return node.value
            case t.Arithmetic():
                return _reckon(node.sign, self.number(node.left), self.number(node.right))
            case t.Measured():
                return self._measured(node)
            case t.Share():
                every = len(self.inside(t.Acts(node.acts.names), node.window))
                return len(self.inside(node.acts, node.window)) / every if every >= node.at_least else None
            case t.Trend():
                rates = [len(self.inside(node.acts, w)) / w.days for w in (node.short, node.long)]
                return rates[0] / rates[1] if rates[1] else None
            case t.Decayed():
                return self._decayed(node)
        return self._rare(node)

    def inside(self, acts: t.Acts, window: t.Window) -> list[Past]:
        """Return the acts of a selection that lie in a window."""
        return [act for act in self.acts if self._in(act, window) and self._chosen(acts, act)]

    def reasons(self, node: t.Node) -> list[Past]:
        """Return the acts that a leaf of the tree looks at now."""
        match node:
            case t.Measured() | t.Share():
                return self.inside(node.acts, node.window)
            case t.Trend():
                return self.inside(node.acts, node.long)
            case t.Sequence():
                return self._chain(node)
            case t.Decayed():
                return [act for act in self.acts if act.at <= self.now and self._weight(node, act)]
            case t.Fading():
                return self.reasons(node.score)
        return []

    def _rare(self, node: t.Node) -> Found:
        match node:
            case t.Sequence():
                return float(bool(self._chain(node)))
            case t.Fading():
                return float(self._fades(node))
            case t.Age():
                return self.around.age()
            case t.Told():
                try:
                    return float(self.around.told(node.name))
                except ValueError:
                    return None
        return None

    def _measured(self, node: t.Measured) -> Found:
        found = self.inside(node.acts, node.window)
        match node.measure:
            case "distinct":
                return float(len({act.subject for act in found}))
            case "days":
                return float(len({act.day for act in found}))
            case "first":
                return float(self.today - found[0].day) if found else None
            case "last":
                return float(self.today - found[-1].day) if found else None
            case "quantity":
                return float(sum(act.quantity for act in found))
            case "amount":
                return sum(act.amount_fen for act in found) / 100.0
            case "amount_fen":
                return float(sum(act.amount_fen for act in found))
        return float(len(found))

    def _chosen(self, acts: t.Acts, act: Past) -> bool:
        return (
            act.name in acts.names
            and admits(acts, act.subject, act.path)
            and _between(act.amount_fen, acts.least_fen, acts.most_fen)
            and _between(act.quantity, acts.least_quantity, acts.most_quantity)
            and (not self.late_s or act.behind_s <= self.late_s)
        )

    def _in(self, act: Past, window: t.Window) -> bool:
        if window.ms:
            return self.now - window.ms < act.at <= self.now
        return (not window.days or act.day > self.today - window.days) and act.day <= self.today

    def _chain(self, node: t.Sequence) -> list[Past]:
        """Return the acts of the latest-begun complete chain, empty when there is none.

        `ready` are the chains, by length, that ended before the instant at hand, `latest` those up to it.
        """
        latest: list[list[Past]] = [[] for _ in node.steps]
        ready, instant = list(latest), -1
        for act in (act for act in self.acts if self._in(act, node.window)):
            if act.at != instant:
                ready, instant = list(latest), act.at
            for step, acts in enumerate(node.steps):
                chain = [act] if step == 0 else [*ready[step - 1], act]
                whole = len(chain) == step + 1 and (not node.within_ms or act.at - chain[0].at <= node.within_ms)
                if whole and self._chosen(acts, act) and (not latest[step] or chain[0].at > latest[step][0].at):
                    latest[step] = chain
        return latest[-1]

    def _weight(self, node: t.Decayed, act: Past) -> float:
        return sum(weight for weight, acts in node.terms if self._chosen(acts, act))

    def _weighed(self, node: t.Decayed) -> list[tuple[int, float]]:
        return [(act.at, w) for act in self.acts if act.at <= self.now and (w := self._weight(node, act))]

    def _decayed(self, node: t.Decayed) -> float:
        ages = ((self.now - at, weight) for at, weight in self._weighed(node))
        return float(round(sum(weight * 2.0 ** (-age / node.half_life_ms) for age, weight in ages), 9))

    def _fades(self, node: t.Fading) -> bool:
        held, score, before = False, 0.0, 0
        for at, weight in self._weighed(node.score):
            score *= 2.0 ** (-(at - before) / node.score.half_life_ms)
            held = held and round(score, 9) >= node.exit
            score, before = score + weight, at
            held = held or round(score, 9) >= node.enter
        return held and round(score * 2.0 ** (-(self.now - before) / node.score.half_life_ms), 9) >= node.exit


def _between(value: int, least: int, most: int) -> bool:
    return (least < 0 or value >= least) and (most < 0 or value <= most)


def _compare(sign: str, left: Found, right: Found) -> bool:
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right, "=": left == right,
            "!=": left != right}[sign]  # fmt: skip


def _reckon(sign: str, left: Found, right: Found) -> Found:
    if left is None or right is None or (sign == "/" and right == 0):
        return None
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[sign]

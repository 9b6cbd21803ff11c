"""Compile conditions to what the kernel runs: selections, atoms, instructions; each thing once, however often asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod

import numpy as np
from numpy.typing import NDArray

from huozhao.insight.tags import columns as c
from huozhao.insight.tags.language import tree as t
from huozhao.insight.tags.subjects import Names, Questions

Case = tuple[str, t.Node]
KINDS = {
    "count": c.COUNT, "quantity": c.QUANTITY, "amount": c.AMOUNT, "amount_fen": c.AMOUNT, "distinct": c.DISTINCT,
    "days": c.DAYS, "first": c.FIRST, "last": c.LAST,
}  # fmt: skip
SIGNS = {"<": c.LT, "<=": c.LE, ">": c.GT, ">=": c.GE, "=": c.EQ, "!=": c.NE,
         "+": c.ADD, "-": c.SUB, "*": c.MUL, "/": c.DIV}  # fmt: skip
MOST = 1 << 62


@dataclass(frozen=True, slots=True)
class Atom:
    """One measure: kind, window or half-life, numbers, terms with weights, thresholds (None = every value matters)."""

    kind: int
    terms: tuple[tuple[float, t.Acts], ...]
    days: int = 0
    ms: int = 0
    p: float = 0
    q: float = 0
    bounds: tuple[float, ...] | None = ()


@dataclass(slots=True)
class Program:
    """Rules compiled together. `outside` lists what is asked of elsewhere, one column each."""

    names: Names
    questions: Questions
    outside: list[t.Node] = field(default_factory=list)
    _selections: dict[tuple[t.Acts, int], int] = field(default_factory=dict)
    _atoms: dict[tuple[Atom, int], int] = field(default_factory=dict)
    _op: list[int] = field(default_factory=list)
    _arg: list[int] = field(default_factory=list)
    _constants: list[float] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _of_rule: list[dict[int, None]] = field(default_factory=list)
    _late_s: int = 0
    _ready: tuple[c.Selections, c.Atoms, c.Code] | None = None

    def add(self, cases: Sequence[Case], late_ms: int = 0) -> int:
        """Compile a rule, its result being the number of the first case that holds (from 1, 0 = none)."""
        self._late_s, self._ready = (late_ms + 999) // 1000, None
        self._starts.append(len(self._op))
        self._of_rule.append({})
        for number, (_, condition) in enumerate(cases, 1):
            self._emit(condition)
            unless = self._place(c.UNLESS)
            self._put(c.RESULT, number)
            self._arg[unless] = len(self._op)
        self._put(c.RESULT, 0)
        return len(self._starts) - 1

    def arrays(self) -> tuple[c.Selections, c.Atoms, c.Code]:
        """Return everything as arrays; answers about subjects are those of this moment."""
        self.questions.extend()
        if self._ready is None:
            self._ready = (self._selection_arrays(), self._atom_arrays(), self._code_arrays())
        chosen, atoms, code = self._ready
        return chosen._replace(allowed=self.questions.allowed), atoms, code

    def watched(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the selections of all rules, and where those of each rule begin (one more entry than rules)."""
        starts = np.cumsum([0, *(len(found) for found in self._of_rule)]).astype(np.int32)
        return np.array([place for found in self._of_rule for place in found], np.int32), starts

    @singledispatchmethod
    def _emit(self, node: t.Node) -> None:
        """Write the instructions that leave a node's value on the stack; what is not measured comes from outside."""
        if node not in self.outside:
            self.outside.append(node)
        self._put(c.OUTSIDE, self.outside.index(node))

    @_emit.register
    def _(self, node: t.Number) -> None:
        self._constant(node.value)

    @_emit.register
    def _(self, node: t.Both) -> None:
        self._join(node.parts, c.SKIP_FALSE)

    @_emit.register
    def _(self, node: t.Either) -> None:
        self._join(node.parts, c.SKIP_TRUE)

    @_emit.register
    def _(self, node: t.Not) -> None:
        self._emit(node.part)
        self._put(c.NOT)

    @_emit.register
    def _(self, node: t.Arithmetic) -> None:
        self._emit(node.left)
        self._emit(node.right)
        self._put(SIGNS[node.sign])

    @_emit.register
    def _(self, node: t.Compared) -> None:
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, t.Number) and _flows(side):
                self._atom(_atom(side, (other.value,)), side)
            else:
                self._emit(side)
        self._put(SIGNS[node.sign])

    @_emit.register
    def _(self, node: t.Measured) -> None:
        self._atom(_atom(node, None), node)

    @_emit.register
    def _(self, node: t.Share) -> None:
        whole = t.Acts(node.acts.names)
        self._atom(Atom(c.SHARE, ((1.0, node.acts), (1.0, whole)), node.window.days, node.window.ms, node.at_least))

    @_emit.register
    def _(self, node: t.Trend) -> None:
        for window in (node.short, node.long):
            self._atom(Atom(c.COUNT, ((1.0, node.acts),), window.days))
            self._constant(window.days)
            self._put(c.DIV)
        self._put(c.DIV)

    @_emit.register
    def _(self, node: t.Sequence) -> None:
        steps = tuple((1.0, acts) for acts in node.steps)
        self._atom(Atom(c.SEQUENCE, steps, node.window.days, node.window.ms, node.within_ms))

    @_emit.register
    def _(self, node: t.Fading) -> None:
        self._atom(Atom(c.FADING, node.score.terms, ms=node.score.half_life_ms, p=node.enter, q=node.exit))

    @_emit.register
    def _(self, node: t.Decayed) -> None:
        self._atom(_atom(node, None))

    def _join(self, parts: Iterable[t.Node], skip: int) -> None:
        skips = []
        for number, part in enumerate(parts):
            if number:
                skips.append(self._place(skip))
                self._put(c.POP)
            self._emit(part)
        for place in skips:
            self._arg[place] = len(self._op)

    def _atom(self, atom: Atom, node: t.Node | None = None) -> None:
        key = (atom, self._late_s)
        for _, acts in atom.terms:
            place = self._selections.setdefault((acts, self._late_s), len(self._selections))
            self._of_rule[-1][place] = None
        self._put(c.ATOM, self._atoms.setdefault(key, len(self._atoms)))
        if isinstance(node, t.Measured) and node.measure == "amount":
            self._constant(100.0)
            self._put(c.DIV)

    def _constant(self, value: float) -> None:
        self._constants.append(float(value))
        self._put(c.CONST, len(self._constants) - 1)

    def _place(self, op: int) -> int:
        self._put(op)
        return len(self._op) - 1

    def _put(self, op: int, arg: int = 0) -> None:
        self._op.append(op)
        self._arg.append(arg)

    def _selection_arrays(self) -> c.Selections:
        given = list(self._selections)
        names = np.zeros((max(1, len(given)), Names.MOST), np.uint8)
        for row, (acts, _) in enumerate(given):
            names[row, [self.names.code(name) for name in acts.names]] = 1
        bounds = np.array([_bounds(acts, late) for acts, late in given], np.int64).reshape(len(given), 5)
        least_amount, most_amount, least_quantity, most_quantity, behind = np.ascontiguousarray(bounds.T)
        column = np.array([self.questions.column(acts) for acts, _ in given], np.int32)
        limited = np.array([_limited(acts, late) for acts, late in given], np.uint8)
        return c.Selections(names, column, limited, least_amount, most_amount, least_quantity, most_quantity, behind,
                            self.questions.allowed)  # fmt: skip

    def _atom_arrays(self) -> c.Atoms:
        atoms = [atom for atom, _ in self._atoms]
        terms = [(self._selections[acts, late], weight) for atom, late in self._atoms for weight, acts in atom.terms]
        ends = np.cumsum([0, *(len(atom.terms) for atom in atoms)])
        bounds = [value for atom in atoms for value in atom.bounds or ()]
        bound_ends = np.cumsum([0, *(len(atom.bounds or ()) for atom in atoms)])
        first = np.where([atom.bounds is None for atom in atoms], -1, bound_ends[:-1])
        return c.Atoms(
            np.array([a.kind for a in atoms], np.int8), np.array([a.days for a in atoms], np.int32),
            np.array([a.ms for a in atoms], np.int64), np.array([a.p for a in atoms], np.float64),
            np.array([a.q for a in atoms], np.float64), ends[:-1].astype(np.int32), ends[1:].astype(np.int32),
            np.array([s for s, _ in terms], np.int32), np.array([w for _, w in terms], np.float64),
            first.astype(np.int32), bound_ends[1:].astype(np.int32), np.array(bounds, np.float64),
        )  # fmt: skip

    def _code_arrays(self) -> c.Code:
        return c.Code(
            np.array(self._starts, np.int32), np.array(self._op, np.int8), np.array(self._arg, np.int32),
            np.array(self._constants, np.float64),
        )  # fmt: skip


def _flows(node: t.Node) -> bool:
    """Tell whether a measure moves with time itself, so that its thresholds say when it matters."""
    return isinstance(node, t.Decayed) or (isinstance(node, t.Measured) and node.measure in ("first", "last"))


def _atom(node: t.Node, bounds: tuple[float, ...] | None) -> Atom:
    if isinstance(node, t.Decayed):
        return Atom(c.DECAYED, node.terms, ms=node.half_life_ms, bounds=bounds)
    assert isinstance(node, t.Measured)
    kept = bounds if node.measure in ("first", "last") else ()
    return Atom(KINDS[node.measure], ((1.0, node.acts),), node.window.days, node.window.ms, bounds=kept)


def _limited(acts: t.Acts, late_s: int) -> bool:
    return late_s > 0 or max(acts.least_fen, acts.most_fen, acts.least_quantity, acts.most_quantity) >= 0


def _bounds(acts: t.Acts, late_s: int) -> tuple[int, ...]:
    least = (acts.least_fen, acts.least_quantity)
    most = tuple(MOST if bound < 0 else bound for bound in (acts.most_fen, acts.most_quantity, late_s or -1))
    return (least[0] if least[0] >= 0 else -MOST, most[0], least[1] if least[1] >= 0 else -MOST, most[1], most[2])

"""What an expression means, as a tree of frozen values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from huozhao.terms.time import DAY_MS, HOUR_MS

Kind = Literal["number", "truth", "text"]
# What a measure counts; see docs/explanation/tags.md.
Measure = Literal["count", "quantity", "amount", "amount_fen", "distinct", "days", "first", "last"]


@dataclass(frozen=True, slots=True)
class Window:
    """A span that ends now: whole local days, or exact hours in ms; both 0 = everything on record."""

    days: int = 0
    ms: int = 0

    def text(self) -> str:
        """Return the window as it is written."""
        if self.days:
            return f"{self.days}d"
        return f"{self.ms // HOUR_MS}h" if self.ms % HOUR_MS == 0 else f"{self.ms // 60_000}m"


@dataclass(frozen=True, slots=True)
class Acts:
    """Which acts count: names of events, and what their goods and amounts must be. Empty = any.

    `contains` is part of the subject (a search word, a page, a SKU); bounds include their ends (−1 = none).
    """

    names: tuple[str, ...]
    category: tuple[str, ...] = ()
    not_category: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    not_subject: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    least_fen: int = -1
    most_fen: int = -1
    least_quantity: int = -1
    most_quantity: int = -1


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of the acts of one window."""

    measure: Measure
    acts: Acts
    window: Window = Window()


@dataclass(frozen=True, slots=True)
class Share:
    """The part of all acts of the same names that match; undefined under `at_least` acts in all."""

    acts: Acts
    window: Window
    at_least: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The daily rate in the short window over the daily rate in the long one; undefined without acts."""

    acts: Acts
    short: Window
    long: Window


@dataclass(frozen=True, slots=True)
class Sequence:
    """Steps at strictly rising instants, the last within `within_ms` of the first (0 = any time)."""

    steps: tuple[Acts, ...]
    within_ms: int
    window: Window


@dataclass(frozen=True, slots=True)
class Decayed:
    """Σ weight · 2^(−age / half-life) over the acts of each term."""

    terms: tuple[tuple[float, Acts], ...]
    half_life_ms: int


@dataclass(frozen=True, slots=True)
class Fading:
    """Gained when the decayed score reaches `enter`, lost when it falls below `exit`."""

    score: Decayed
    enter: float
    exit: float


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that was told about the person, as text."""

    name: str


@dataclass(frozen=True, slots=True)
class Age:
    """The person's age in full calendar years; undefined when the year of birth is not known."""


@dataclass(frozen=True, slots=True)
class TagHeld:
    """Whether the person carries another tag (with one value, where that is named)."""

    tag: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class InCrowd:
    """Whether the person belongs to a saved crowd."""

    crowd: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """left (+ − × ÷) right; division by zero is undefined."""

    sign: Literal["+", "-", "*", "/"]
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison of numbers; false where a side is undefined."""

    sign: Literal["<", "<=", ">", ">=", "=", "!="]
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class ToldAmong:
    """Whether a fact is one of some words; a fact that was never told is none of them."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """All of several conditions."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of several conditions."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: "Node"


Leaf = Measured | Share | Trend | Sequence | Decayed | Fading | Told | Age | TagHeld | InCrowd | ToldAmong | Number
Node = Leaf | Arithmetic | Compared | Both | Either | Not


def children(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of a node."""
    match node:
        case Both() | Either():
            return node.parts
        case Not():
            return (node.part,)
        case Arithmetic() | Compared():
            return (node.left, node.right)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it, the node first."""
    yield node
    for child in children(node):
        yield from walk(child)


def acts_of(node: Node) -> Iterator[Acts]:
    """Yield every selection of acts that a tree speaks of."""
    for found in walk(node):
        match found:
            case Measured() | Share() | Trend():
                yield found.acts
            case Sequence():
                yield from found.steps
            case Decayed():
                yield from (acts for _, acts in found.terms)
            case Fading():
                yield from (acts for _, acts in found.score.terms)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a tree asks of others: tags, crowds and facts by name."""

    tags: tuple[str, ...] = field(default=())
    crowds: tuple[str, ...] = field(default=())
    facts: tuple[str, ...] = field(default=())


def needs(node: Node) -> Needs:
    """Return the tags, crowds and facts that a tree refers to, sorted."""
    found = list(walk(node))
    facts = {n.name for n in found if isinstance(n, Told | ToldAmong)}
    if any(isinstance(n, Age) for n in found):
        facts.add("birth_year")
    return Needs(
        tuple(sorted({n.tag for n in found if isinstance(n, TagHeld)})),
        tuple(sorted({n.crowd for n in found if isinstance(n, InCrowd)})),
        tuple(sorted(facts)),
    )


def days(count: int) -> Window:
    """Return a window of whole local days."""
    return Window(days=count)


def span_ms(window: Window) -> int:
    """Return a window's length in ms, 0 = everything."""
    return window.ms or window.days * DAY_MS

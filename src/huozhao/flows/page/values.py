"""What a page is: zones of items, each item with its reason, and the trace of how it came about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from huozhao.flows.page.ask import Ask
from huozhao.flows.page.treatment import Met
from huozhao.matching.candidates import Candidate, Delivery, Reason
from huozhao.matching.context import Context
from huozhao.matching.pool import Floats, Pool
from huozhao.matching.rerank.adjust import Change
from huozhao.matching.rerank.rules import MerchRule
from huozhao.matching.zones import HomeCard, Popup
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Item:
    """One recommended product on a page; `position` counts from 0 over the whole page.

    `probability` is the calibrated chance of a click, where a ranker has been learned. `propensity` is how likely the
    policy put it here; `pinned_by` names the merchant rule that did.
    """

    sku: Sku
    position: int
    score: float
    reason: Reason
    delivery: Delivery | None
    propensity: float = 1.0
    probability: float | None = None
    pinned_by: str = ""
    is_explored: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone of a page; `because` says why the zone is here, `guide` is a text to read with it."""

    zone: str
    title: Text
    items: tuple[Item, ...]
    because: Text | None = None
    guide: Text | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page made for one shopper. `personal` is false when nothing of theirs was used.

    `degraded` says that something failed or time ran out, and what is popular stands in.
    """

    request_id: str
    placement: str
    zones: tuple[Zone, ...]
    personal: bool
    model: str
    arm: str = "main"
    policy: str = ""
    popup: Popup | None = None
    degraded: bool = False
    notes: tuple[Text, ...] = ()
    cards: tuple[HomeCard, ...] = ()


@dataclass(frozen=True, slots=True)
class Took:
    """One step of making a page: what it found, how long it took (ms), and why it failed or was skipped."""

    step: str
    found: int
    ms: float
    error: str = ""


@dataclass(slots=True)
class Trace:
    """How a page came about, filled while it is made.

    `kept_out` is SKU → (code, rule) of what was passed over; `why_not` gives the same for any product.
    """

    ask: Ask
    took: list[Took] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    pool: Pool | None = None
    base: Mapping[str, float] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    features: Floats | None = None
    changes: dict[str, tuple[Change, ...]] = field(default_factory=dict)
    kept_out: dict[str, tuple[str, str]] = field(default_factory=dict)
    why_not: Callable[[str], tuple[str, str]] = lambda _: ("", "")
    rules: tuple[MerchRule, ...] = ()
    segments: frozenset[str] = frozenset()
    context: Context | None = None
    met: tuple[Met, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """A page with its trace."""

    page: Page
    trace: Trace

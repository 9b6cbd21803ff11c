"""The needs of regions as pages ask for them: in memory, read again when one was found, dismissed or brought back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from huozhao.events.documents import Documents
from huozhao.flows.needs.book import REGIONAL, NeedBook
from huozhao.flows.needs.regional import Found
from huozhao.matching.needs.need import Need
from huozhao.matching.needs.regions import is_due
from huozhao.terms.regions import plain_name

RHYTHM = "need_rhythm"


@dataclass(frozen=True, slots=True)
class _Held:
    """Open needs by region, and of each its rise, picture by weekday and share of the mall's shoppers."""

    by_region: Mapping[str, Sequence[Need]] = field(default_factory=dict)
    rises: Mapping[str, float] = field(default_factory=dict)
    heat: Mapping[str, Sequence[float]] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)


class RegionsNow:
    """Answers which regional needs are due in a place."""

    def __init__(self, documents: Documents, book: NeedBook, clock: Callable[[], int]) -> None:
        self._documents, self._book, self._clock = documents, book, clock
        self._held: tuple[int, _Held] | None = None

    def due(self, city: str, province: str, day: int) -> list[Need]:
        """Return the needs of a city and of its province whose slot is on a local day or on the next, surest first."""
        held, now = self._now(), self._clock()
        names = [f"city:{plain_name(city)}"] * bool(city) + [f"province:{plain_name(province)}"] * bool(province)
        found = [need for name in names for need in held.by_region.get(name, ())]
        return [need for need in found if need.expires_at > now and is_due(need, day)]

    def rises(self) -> Mapping[str, float]:
        """Return the rise (1 = as usual) by the id of the need."""
        return self._now().rises

    def heat(self, id: str) -> list[float]:
        """Return the picture of a need by weekday, Monday first, 1 = as usual; empty where there is none."""
        return list(self._now().heat.get(id, ()))

    def shares(self) -> Mapping[str, float]:
        """Return the share of the mall's shoppers by region."""
        return self._now().shares

    def keep(self, found: Sequence[Found]) -> None:
        """Make the book hold exactly what was found."""
        self._documents.delete(RHYTHM)
        bodies = [(each.need.id, {"region": each.need.region, "rise": each.rhythm.rise, "heat": list(each.heat),
                                  "share": each.share}) for each in found]  # fmt: skip
        if bodies:
            self._documents.put_many(RHYTHM, bodies)
        self._book.settle_regions([each.need for each in found])

    def _now(self) -> _Held:
        mark, held = self._book.mark(), self._held
        if held is None or held[0] != mark:
            self._held = held = (mark, self._read())
        return held[1]

    def _read(self) -> _Held:
        by_region: dict[str, list[Need]] = {}
        for kept in self._book.all(REGIONAL):
            if kept.state == "open":
                by_region.setdefault(kept.need.region, []).append(kept.need)
        for needs in by_region.values():
            needs.sort(key=lambda need: (-need.confidence, -need.crowd, need.id))
        kept_rhythms = {each.id: each.body for each in self._documents.list(RHYTHM, limit=10_000)}
        return _Held(
            by_region, {id: float(body["rise"]) for id, body in kept_rhythms.items()},
            {id: body["heat"] for id, body in kept_rhythms.items()},
            {body["region"]: float(body["share"]) for body in kept_rhythms.values()},
        )  # fmt: skip

"""What size advice says on the wire."""

import msgspec

from huozhao.app import App
from huozhao.flows.size.desk import Advised, Curve, CurvePoint, Person
from huozhao.http.wire import Words, words
from huozhao.operations.size.advice import Chance


class SizeChanceOut(msgspec.Struct, frozen=True):
    """One size: its share of being the one to take, and chances of too small, fitting, too large."""

    sku: str
    label: str
    share: float
    small: float
    fits: float
    large: float


class SizePersonOut(msgspec.Struct, frozen=True):
    """One of the persons somebody buys for, by the label taken most; `newest` is the newest piece that stayed."""

    label: str
    pieces: int
    newest: str


class SizeAdviceOut(msgspec.Struct, frozen=True):
    """Advice. `kind`: size, who (asks for whom), measures (asks height and weight), none_fits, no_sizes.

    `sure` is high, medium or low; `runs` is small, slightly_small, true, slightly_large, large or unknown. What to say
    to the shopper stands in `why`. `is_personal` says that what they took was looked at, as they allow.
    """

    spu: str
    title: str
    kind: str
    size: str | None
    sku: str | None
    share: float | None
    fits: float | None
    sure: str
    runs: str
    why: Words
    sizes: list[SizeChanceOut]
    persons: list[SizePersonOut]
    is_personal: bool


class SizePointOut(msgspec.Struct, frozen=True):
    """One size of a product: how often it was told too small, fitting, too large, and the chances of each."""

    label: str
    told_small: int
    told_fits: int
    told_large: int
    small: float
    fits: float
    large: float


class SizeCurveOut(msgspec.Struct, frozen=True):
    """How a product runs against what its shoppers usually take, size by size, smallest first."""

    spu: str
    title: str
    runs: str
    words: Words
    told_small: int
    told_fits: int
    told_large: int
    sizes: list[SizePointOut]


class WearOut(msgspec.Struct, frozen=True):
    """What a shopper takes of one kind of wear, by person; `spread` is the standard deviation in size steps."""

    wear: str
    persons: list[SizePersonOut]
    spread: float
    told_small: int
    told_fits: int
    told_large: int


class WearPage(msgspec.Struct, frozen=True):
    """A shopper's sizes by wear; none without consent to personal recommendation."""

    items: list[WearOut]
    next: str | None


def wears_out(mall: App, shopper: str) -> list[WearOut]:
    """Return a shopper's sizes for the wire, and for the copy of their data."""
    return [WearOut(each.wear, [_person(one) for one in each.persons], round(each.variance ** 0.5, 2), each.small,
                    each.fits, each.large) for each in mall.sizes.wears(shopper)]  # fmt: skip


def advice_out(found: Advised) -> SizeAdviceOut:
    """Return advice for the wire."""
    advice, best = found.advice, found.advice.best
    return SizeAdviceOut(
        found.spu, found.title, advice.kind, best.label if best else None, best.sku if best else None,
        round(best.share, 3) if best else None, round(best.fits, 3) if best else None, advice.sure, advice.runs,
        words(advice.why), [_chance(each) for each in advice.sizes], [_person(each) for each in found.persons],
        found.is_personal,
    )  # fmt: skip


def curve_out(found: Curve) -> SizeCurveOut:
    """Return a curve for the wire."""
    small, fits, large = found.told
    return SizeCurveOut(found.spu, found.title, found.runs, words(found.words), small, fits, large,
                        [_point(each) for each in found.points])  # fmt: skip


def _chance(each: Chance) -> SizeChanceOut:
    return SizeChanceOut(each.sku, each.label, round(each.share, 3), round(each.small, 3), round(each.fits, 3),
                         round(each.large, 3))  # fmt: skip


def _point(each: CurvePoint) -> SizePointOut:
    small, fits, large = each.told
    return SizePointOut(each.label, small, fits, large, round(each.small, 3), round(each.fits, 3),
                        round(each.large, 3))  # fmt: skip


def _person(person: Person) -> SizePersonOut:
    return SizePersonOut(person.label, person.pieces, person.newest)

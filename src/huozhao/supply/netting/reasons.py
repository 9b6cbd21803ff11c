"""Why a row orders, in a sentence or two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huozhao.supply.netting.arithmetic import Arithmetic
from huozhao.supply.netting.stock import UNLIMITED
from huozhao.terms.text import Text

# Days ahead are worth a word when they ask for so many units and so much more than usual.
LEAST_AHEAD, BUSIER = 3, 0.25


@dataclass(frozen=True, slots=True)
class Moved:
    """A transfer as its reason tells it: from where, how far, and what it is worth in fen against buying."""

    giver: str
    receiver: str
    units: int
    km: float
    freed_fen: int
    sooner_fen: int
    road_fen: int


def why(a: Arithmetic, service_level: float) -> Text:
    """Return why a row is filled, from where, and what is peculiar about it."""
    return joined((_first(a, service_level), *_more(a)))


def _first(a: Arithmetic, service_level: float) -> Text:
    where_zh = f"（含所供 {a.shops} 家门店）" if a.shops else ""
    where_en = f" here and in the {a.shops} shops filled from here" if a.shops else ""
    need = Text(
        f"未来 {a.days} 天预计卖出 {a.demand} 件{where_zh}，按 {service_level:.0%} 的有货保证另备 {a.safety_stock} 件",
        f"expected to sell in {a.days} days{where_en}: {a.demand}; {a.safety_stock} more keep stock-outs under "
        f"{1 - service_level:.0%}",
    )
    return joined((need, _against(a)))


def _against(a: Arithmetic) -> Text:
    """Return what there is, held against the reorder point."""
    if a.position < 0:
        zh = f"已答应出去的比手头和在路上的多 {-a.position} 件"
        en = f"more promised than here or coming: {-a.position}"
    else:
        zh, en = f"手头和在路上的可用 {a.position} 件", f"here or coming: {a.position}"
    if a.gap:
        zh = f"{zh}，不高于补货点 {a.reorder_point} 件，补到 {a.order_up_to} 件"
        en = f"{en}, at or under the reorder point of {a.reorder_point}: fill up to {a.order_up_to}"
    else:
        zh = f"{zh}，高于补货点 {a.reorder_point} 件，不用补"
        en = f"{en}, above the reorder point of {a.reorder_point}: enough"
    return Text(zh, en)


def _more(a: Arithmetic) -> Iterator[Text]:
    if a.intent:
        yield Text(f"顾客意向多带来 {a.intent} 件", f"shoppers' intent adds {a.intent}")
    if a.ahead >= max(LEAST_AHEAD, BUSIER * (a.demand - a.ahead)):
        yield Text(
            f"其中约 {a.ahead} 件是为之后比平时忙的几天提前备下的",
            f"about {a.ahead} of them are for busier days to come, there before the day",
        )
    yield from _sources(a)
    if a.most < UNLIMITED and a.quantity < a.rest:
        yield Text(f"保质期内最多卖 {a.most} 件，不多订", f"no more than {a.most} sell before they spoil")
    if not a.known:
        yield Text(
            "该商品从未盘点，库存按 0 计，请先盘点", "it was never counted: stock is taken as 0, count it first"
        )


def _sources(a: Arithmetic) -> Iterator[Text]:
    if a.from_depot:
        yield Text(f"仓库有现货，先补 {a.from_depot} 件", f"the depot has stock, from there: {a.from_depot}")
    if a.level < 1000 and (a.from_depot or a.owed):
        yield Text(
            f"仓库不够分，所供各处一样补到约 {a.level / 1000:.0%} 的有货保证",
            f"the depot is short: all it fills get to about {a.level / 1000:.0%} service alike",
        )
    if a.moved_in:
        yield Text(f"附近门店有富余，调入 {a.moved_in} 件", f"shops near by have too many, from there: {a.moved_in}")
    if a.owed:
        yield Text(f"还缺 {a.owed} 件，由仓库采购", f"still missing, bought at the depot: {a.owed}")


def why_moved(moved: Moved) -> Text:
    """Return why goods are moved and not bought."""
    parts_zh, parts_en = [], []
    if moved.freed_fen >= 1 or moved.sooner_fen < 1:
        parts_zh.append(f"少压 {yuan(moved.freed_fen)} 元")
        parts_en.append(f"frees {yuan(moved.freed_fen)} yuan of idle stock")
    if moved.sooner_fen >= 1:
        parts_zh.append(f"早到少丢 {yuan(moved.sooner_fen)} 元")
        parts_en.append(f"saves {yuan(moved.sooner_fen)} yuan of sales by coming sooner")
    worth = moved.freed_fen + moved.sooner_fen - moved.road_fen
    return Text(
        f"{moved.giver} 有富余，{moved.receiver} 缺货，相距 {moved.km:.1f} 公里：调 {moved.units} 件"
        f"{'、'.join(parts_zh)}，路费 {yuan(moved.road_fen)} 元，比采购合算 {yuan(worth)} 元",
        f"{moved.giver} has too many, {moved.receiver} lacks them, {moved.km:.1f} km away: moving {moved.units} "
        f"{' and '.join(parts_en)}, the road costs {yuan(moved.road_fen)}: {yuan(worth)} yuan better than buying",
    )


def yuan(fen: float) -> str:
    """Write fen as yuan."""
    return f"{fen / 100:,.2f}"


def joined(parts: Sequence[Text]) -> Text:
    """Return sentences put together."""
    return Text("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))

"""Why a shop was chosen and why the others were not, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from huozhao.terms.text import Text


@dataclass(frozen=True, slots=True)
class Option:
    """A shop that was looked at: km and minutes (None without a place), expected walk-in sales lost, and the verdict.

    `code` is chosen, declined, lacks or takes_more.
    """

    shop: str
    distance_km: float | None
    promised_minutes: int
    lost_walk_ins: float
    code: str
    why: Text


def lacks(lacking: Mapping[str, int]) -> Text:
    """Say what a shop has too few of."""
    zh = "、".join(f"{sku} 少 {units} 件" for sku, units in lacking.items())
    return Text(f"货不齐：{zh}", "short of " + ", ".join(f"{units} of {sku}" for sku, units in lacking.items()))


def declined() -> Text:
    """Say that the shop does not take this order."""
    return Text("该店已拒绝此单", "the shop declined this order")


def takes_more(minutes: float, lost: float) -> Text:
    """Say by how much a shop is the worse choice; `minutes` and `lost` are its more over the chosen one."""
    if lost > 0.005:
        return Text(
            f"发货会让到店顾客多损失约 {lost:.2f} 件销售，比选中的店更需要这些库存",
            f"serving it would lose about {lost:.2f} more walk-in sales: its shelf needs the units more",
        )
    return Text(f"要多 {max(0, round(minutes))} 分钟", f"takes {max(0, round(minutes))} minutes more")


def missing(lacking: Mapping[str, int]) -> Text:
    """Say what all shops together lack."""
    zh = "、".join(f"{sku} 还缺 {units} 件" for sku, units in lacking.items())
    en = ", ".join(f"{units} of {sku}" for sku, units in lacking.items())
    return Text(f"全部门店合计仍不够：{zh}", f"all shops together are short of {en}")


def split(names: Sequence[str]) -> Text:
    """Say that no shop holds all."""
    return Text(
        f"没有一家店备齐全部商品，由 {len(names)} 家店分单：{'、'.join(names)}",
        f"no single shop holds everything; split over {len(names)}: {', '.join(names)}",
    )


def single(name: str, km: float, nearer: str | None, spared: float) -> Text:
    """Say why one placed shop serves all; `nearer` names a nearer holder that was passed over, `spared` is the walk-in
    sales that this spares."""
    if nearer is None:
        return Text(
            f"{name}是备齐全部商品的最近门店，{km} 公里",
            f"{name} is the nearest shop that holds everything, {km} km away",
        )
    if spared > 0.005:
        return Text(
            f"{name}备齐全部商品，{km} 公里；{nearer}更近，但那里库存紧，改由此店少损失约 {spared:.2f} 件到店销售",
            f"{name} holds everything, {km} km away; {nearer} is nearer but scarce there: "
            f"this spares about {spared:.2f} walk-in sales",
        )
    return Text(
        f"{name}备齐全部商品，{km} 公里；{nearer}更近，但送到更晚",
        f"{name} holds everything, {km} km away; {nearer} is nearer but would deliver later",
    )


def unplaced(name: str, has_place: bool) -> Text:
    """Say why a shop without a distance serves all."""
    zh, en = ("附近没有有货门店", "no placed shop has it") if has_place else ("没有收货位置", "no place given")
    return Text(f"{zh}，由{name}发货", f"{en}: {name} sends it")

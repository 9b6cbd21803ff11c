"""Say what a forecast holds beside the sales: lost demand, promotions, similar goods."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from huozhao.supply.forecast.informed import Known
from huozhao.terms.text import Text

Floats = NDArray[np.float64]
# Less than half a unit is not worth a word.
LEAST_UNITS = 0.5


def notes_of(known: Known, row: int, days: int, occasions: Sequence[Text] = ()) -> list[Text]:
    """Return a sentence part for each input that moved the forecast of a row over its next `days`.

    `occasions` are those that are known by name; without them it is only said that there are some.
    """
    found: list[Text] = []
    lost = float(known.lost[row].sum())
    if lost >= LEAST_UNITS:
        found.append(Text(f"含缺货期间估计的流失需求（历史中补回 {lost:.0f} 件）",
                          f"with demand lost in stock-outs as estimated: {lost:.0f} units put back"))  # fmt: skip
    lift, other = _lifts(known, row, days)
    if len(lift) and not np.allclose(lift, 1.0):
        found.append(Text(f"含计划促销（促销日约为平时的 {lift.max():.1f} 倍）",
                          f"with planned promotions: about {lift.max():.1f} times the usual"))  # fmt: skip
    aside = float(known.aside[row, :days].sum()) if known.aside is not None else 0.0
    if aside >= LEAST_UNITS:
        found.append(Text(f"含秒杀、拼团留出的数量（这几天预计 {aside:.0f} 件）",
                          f"with what flash sales and group-buys set aside: {aside:.0f} units"))  # fmt: skip
    if len(other) and not np.allclose(other, 1.0):
        most = float(other[np.abs(np.log(other)).argmax()])
        found.extend(occasions or [Text(
            f"含节假日、大促或调价的影响（约为平时的 {most:.1f} 倍）",
            f"with holidays, shopping days or a new price: about {most:.1f} times the usual")])  # fmt: skip
    if known.learned is not None and known.learned.share[row] > 0 and not np.isnan(known.learned.path[row, 0]):
        found.append(Text("含全店学习模型（在留出的日子里更准）",
                          "with the model of the whole mall, better on days held out"))  # fmt: skip
    if not np.isnan(known.analogy[row]):
        found.append(Text("新品，按相似商品的早期销量估计，区间较宽",
                          "new goods: estimated from the first weeks of similar goods"))  # fmt: skip
    return found


def _lifts(known: Known, row: int, days: int) -> tuple[Floats, Floats]:
    """Return the factors of promotions and those of everything else over the next days."""
    lift = known.lift_ahead[row, :days]
    if known.promoted is None:
        return lift, np.ones(len(lift))
    promoted = known.promoted[row, :days]
    return promoted, lift / promoted


def with_notes(label: Text, notes: list[Text]) -> Text:
    """Return a label of the arithmetic with the notes behind it."""
    if not notes:
        return label
    zh, en = "；".join(note.zh for note in notes), "; ".join(note.en for note in notes)
    return Text(f"{label.zh}（{zh}）", f"{label.en} ({en})")

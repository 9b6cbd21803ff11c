"""Say what a forecast holds beside the sales: lost demand, promotions, similar goods."""

import numpy as np

from huozhao.supply.forecast.informed import Known
from huozhao.terms.text import Text

# Less than half a unit is not worth a word.
LEAST_UNITS = 0.5


def notes_of(known: Known, row: int, days: int) -> list[Text]:
    """Return a sentence part for each input that moved the forecast of a row over its next `days`."""
    found: list[Text] = []
    lost = float(known.lost[row].sum())
    if lost >= LEAST_UNITS:
        found.append(Text(f"含缺货期间估计的流失需求（历史中补回 {lost:.0f} 件）",
                          f"with demand lost in stock-outs as estimated: {lost:.0f} units put back"))  # fmt: skip
    lift = known.lift_ahead[row, :days]
    if len(lift) and not np.allclose(lift, 1.0):
        found.append(Text(f"含计划促销（促销日约为平时的 {lift.max():.1f} 倍）",
                          f"with planned promotions: about {lift.max():.1f} times the usual"))  # fmt: skip
    if not np.isnan(known.analogy[row]):
        found.append(Text("新品，按相似商品的早期销量估计，区间较宽",
                          "new goods: estimated from the first weeks of similar goods"))  # fmt: skip
    return found


def with_notes(label: Text, notes: list[Text]) -> Text:
    """Return a label of the arithmetic with the notes behind it."""
    if not notes:
        return label
    zh, en = "；".join(note.zh for note in notes), "; ".join(note.en for note in notes)
    return Text(f"{label.zh}（{zh}）", f"{label.en} ({en})")

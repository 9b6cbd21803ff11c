"""Top-ups in words: what lacks, and what each option costs and saves in the end."""

from huozhao.operations.coupons.words import yuan
from huozhao.operations.top_up.basket import Gap
from huozhao.operations.top_up.options import Option
from huozhao.terms.text import Text

NOTHING_FITS = Text("附近有货的商品里，没有一两件小商品正好能补上差额，不必为了优惠凑单",
                    "no one or two small goods in stock close this gap well; do not buy more just for the discount")
TOO_FAR = Text("离门槛还远，不必为这点优惠凑单", "too far from the threshold to buy more just for this discount")
NOT_WORTH = Text("每个方案最后都比现在多付，用得上这些商品再凑",
                 "with every option more is paid in the end than now; worth it only if the goods are of use")


def lacks(gap: Gap) -> Text:
    """Say what lacks until what comes off."""
    if gap.is_closed:
        return _reached(yuan(gap.has_fen)) if gap.has_fen else Text("没有可凑的优惠", "nothing to reach")
    amount, saves = yuan(gap.gap_fen), yuan(gap.saves_fen)
    if not gap.saves_fen:
        return Text(f"再买 {amount} 元可得赠品", f"{amount} yuan more and the gift is yours")
    return Text(f"再买 {amount} 元，可减 {saves} 元", f"{amount} yuan more takes {saves} yuan off")


def told(option: Option) -> Text:
    """Say what an option adds, saves and changes in what is paid; never that it is cheaper where it is not."""
    adds, saves, more = yuan(option.adds_fen), yuan(option.saves_fen), option.pays_more_fen
    zh, en = f"加 {adds} 元的商品，减 {saves} 元", f"{adds} yuan of goods, {saves} yuan off"
    if more > 0:
        return Text(f"{zh}，实付比现在多 {yuan(more)} 元", f"{en}: {yuan(more)} yuan more to pay than now")
    if more < 0:
        return Text(f"{zh}，实付比现在少 {yuan(-more)} 元", f"{en}: {yuan(-more)} yuan less to pay than now")
    return Text(f"{zh}，实付与现在一样", f"{en}: the same to pay as now")


def _reached(has: str) -> Text:
    return Text(f"已满足，优惠 {has} 元", f"reached: {has} yuan off")

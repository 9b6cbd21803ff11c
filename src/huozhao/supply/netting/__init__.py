"""One plan of all goods in all places: net, share out the depot, move what lies idle, then rank what to buy.

A plan calls `network` and `decide` for some SKUs with all their places, keeps the `arithmetic_table`, and ranks the
lines of all SKUs together with `rank`. `steps` and `why` write a row's arithmetic and reason from its stored numbers.
"""

from huozhao.supply.netting.arithmetic import Arithmetic, Step, arithmetic_from, arithmetic_table, steps
from huozhao.supply.netting.curve import Curve, demand_curve
from huozhao.supply.netting.decide import Decision, Rows, decide
from huozhao.supply.netting.lines import Bounds, Cut, Lines
from huozhao.supply.netting.net import Netting, keep_level, net
from huozhao.supply.netting.purchase_list import Ranked, rank, why_cut
from huozhao.supply.netting.reasons import Moved, why, why_moved
from huozhao.supply.netting.stock import Limits, Network, Stock, limits, network
from huozhao.supply.netting.transfers import TransferRule, Transfers
from huozhao.supply.netting.worth import Worth, worth

__all__ = [
    "Arithmetic", "Bounds", "Curve", "Cut", "Decision", "Limits", "Lines", "Moved", "Netting", "Network",
    "Ranked", "Rows", "Step", "Stock", "TransferRule", "Transfers", "Worth", "arithmetic_from",
    "arithmetic_table", "decide", "demand_curve", "keep_level", "limits", "net", "network", "rank", "steps",
    "why", "why_cut", "why_moved", "worth",
]  # fmt: skip

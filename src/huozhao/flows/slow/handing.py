"""What an approved markdown moves: one merchant rule lifts the goods on pages, a saved crowd is ready for campaigns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huozhao.flows.crowds.book import CrowdBook
from huozhao.flows.merch_rules import ON, REMOVED, RuleBook
from huozhao.flows.slow.hearers import expression
from huozhao.matching.rerank.rules import rule_to_dict
from huozhao.terms.errors import Conflict, NotFound
from huozhao.terms.goods import Sku

RULE = "slow_goods"
LABEL = {"zh": "去库存：已批准降价的滞销商品", "en": "stock pressure: slow goods whose markdown was approved"}
FACTOR = 1.5
WHO = "slow-goods"


@dataclass(frozen=True, slots=True)
class Handing:
    """Hands approved markdowns on and takes them back. `uses(crowd)` names what uses a crowd."""

    rules: RuleBook
    crowds: CrowdBook
    uses: Callable[[str], list[str]]

    def tell(self, skus: Sequence[str], now: int) -> None:
        """Let the rule speak of exactly these goods; an operator's own factor and pause stay."""
        rules, goods = self.rules, {"skus": sorted(set(skus))}
        try:
            kept = rules.get(RULE)
        except NotFound:
            if skus:
                rules.write(RULE, {"kind": "boost", "label": LABEL, "goods": goods, "factor": FACTOR}, WHO, now)
            return
        if not skus:
            if kept.state != REMOVED:
                rules.remove(RULE, WHO, now)
        elif kept.state == REMOVED or kept.rule.choice.skus != frozenset(skus):
            state = ON if kept.state == REMOVED else kept.state
            rules.write(RULE, {**rule_to_dict(kept.rule), "goods": goods, "state": state}, WHO, now)

    def hand(self, id: str, goods: Sku, who: str, now: int) -> None:
        """Save the crowd of a markdown."""
        label = {"zh": f"想要“{goods.title}”的顾客（降价）", "en": f"likely to want {goods.title} (markdown)"}
        self.crowds.write(crowd_of(id), label, expression(goods), who, now)

    def take_back(self, id: str, *, quietly: bool = False) -> None:
        """Remove the crowd of a markdown; Conflict while a campaign uses it, unless `quietly`."""
        try:
            self.crowds.delete(crowd_of(id), self.uses(crowd_of(id)))
        except NotFound:
            pass  # an operator has removed it already
        except Conflict:
            if not quietly:
                raise


def crowd_of(id: str) -> str:
    """Return the name of the crowd that a proposal is told to."""
    return f"slow_{id.replace('-', '_')}"

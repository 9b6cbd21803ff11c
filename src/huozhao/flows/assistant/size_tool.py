"""Sizes for the assistant: the size desk's advice in a sentence, with what it asks back."""

import re
from dataclasses import dataclass

from huozhao.flows.assistant.asker import ANSWERED, ASKS, UNKNOWN, Asker, Found, goods_block
from huozhao.flows.size.desk import Advised, SizeDesk
from huozhao.operations.assistant.draft import Draft, same
from huozhao.operations.assistant.reading import Body
from huozhao.operations.size.body import Measures
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text

OUTCOMES = {"size": ANSWERED, "no_sizes": ANSWERED, "none_fits": ANSWERED, "who": ASKS, "measures": ASKS}
MEASURES = Draft("告诉我身高和体重（比如 165cm 52kg），我再看；只用这一次。",
                 "Tell me height and weight (165cm 52kg, say) and I look again; they are used this once.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SizeTool:
    """Asks the size desk for the shopper of the session."""

    sizes: SizeDesk

    def advise(self, asker: Asker, sku: Sku) -> Found:
        """Say which size of a product fits the shopper who asks, or ask for what is missing."""
        measures = _measures(asker.message.body)
        advised = self.sizes.advise(asker.shopper, sku.spu, measures)
        if advised.advice.kind == "who":
            like = next((each.label for each in advised.persons if _names(asker.message.text, each.label)), "")
            advised = self.sizes.advise(asker.shopper, sku.spu, measures, like) if like else advised
        advice = advised.advice
        slots = {"title": same(sku.title), "why": advice.why}
        outcome = OUTCOMES.get(advice.kind, UNKNOWN)
        carried, card = {"sku": sku.sku}, (goods_block(sku),)
        if advice.best is not None:
            slots["size"] = same(advice.best.label)
            draft = Draft("{title}建议你选 {size}。{why}", "For {title}, take {size}. {why}", slots)
            return Found(draft, card, outcome, carried)
        draft = Draft("{title}：{why}", "{title}: {why}", slots)
        if advice.kind == "measures":
            return Found(draft.then(MEASURES), card, outcome, carried)
        if advice.kind == "who":
            slots["persons"] = _persons(advised)
            draft = Draft("{why}{persons}", "{why} {persons}", slots)
        return Found(draft, card, outcome, carried)


def _persons(advised: Advised) -> Text:
    labels = [each.label for each in advised.persons]
    return Text(f"穿 {'、'.join(labels)} 的哪一位？说尺码就行。",
                f"The one who takes {', '.join(labels)}? Just say the size.")  # fmt: skip


def _names(text: str, label: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(label)}(?![A-Za-z0-9])", text, re.IGNORECASE) is not None


def _measures(body: Body | None) -> Measures | None:
    return Measures(body.height_cm, body.weight_kg, body.sex) if body is not None else None

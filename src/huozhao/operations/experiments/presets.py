"""The experiment that the product brings as a draft: new goods first against usual goods first."""

from huozhao.operations.experiments.experiment import Arm, Experiment
from huozhao.terms.text import Text

NEW_FIRST = {"kind": "favour", "source": "newest", "factor": 3.0, "placements": ["home"],
             "label": {"zh": "新品优先", "en": "new goods first"}}  # fmt: skip
USUAL_FIRST = {"kind": "favour", "source": "repeat", "factor": 3.0, "placements": ["home"],
               "label": {"zh": "常用商品优先", "en": "usual goods first"}}  # fmt: skip
PRESETS: dict[str, Experiment] = {
    "new_or_usual": Experiment(
        "new_or_usual", Text("新品优先还是常用商品优先", "New goods first or usual goods first"),
        (Arm("control", Text("现有排序", "as it is"), 0.34),
         Arm("new_first", Text("新品优先", "new goods first"), 0.33, (NEW_FIRST,)),
         Arm("usual_first", Text("常用商品优先", "usual goods first"), 0.33, (USUAL_FIRST,))),
        ("conversion", "revenue_per_shopper"), ("refund_rate",), "home",
    ),
}  # fmt: skip

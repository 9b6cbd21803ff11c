"""Words that a plan has for what it did."""

from huozhao.supply.forecast import Forecast

MODEL_LABELS = (
    {"zh": "近四周同星期均值", "en": "mean of the same weekday, last 4 weeks"},
    {"zh": "指数平滑", "en": "exponential smoothing"},
    {"zh": "按周指数平滑（稀疏商品）", "en": "weekly exponential smoothing (sparse goods)"},
    {"zh": "按星期几分别指数平滑", "en": "exponential smoothing by weekday"},
    {"zh": "销售概率 × 每次数量（TSB，间断需求）", "en": "chance of a sale × its size (TSB, intermittent demand)"},
)


def model_label(found: Forecast, row: int) -> dict[str, str]:
    """Return the words for the model of a row, or for the two that are averaged."""
    return model_words(int(found.model[row]), int(found.second[row]))


def model_words(first: int, second: int) -> dict[str, str]:
    """Return the words for a model, and for the one that it is averaged with (-1: none)."""
    one = MODEL_LABELS[first]
    if second < 0:
        return one
    other = MODEL_LABELS[second]
    return {"zh": f"{one['zh']}与{other['zh']}的平均", "en": f"mean of {one['en']} and {other['en']}"}

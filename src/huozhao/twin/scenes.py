"""The scenes of the demo mall, published once through the public API; what an operator makes of them stands."""

from typing import Any

from huozhao.twin.api import Api
from huozhao.twin.report import Report

SCENES: tuple[dict[str, Any], ...] = (
    {"scene": "rush", "title": {"zh": "早高峰 · 早餐与通勤", "en": "Breakfast and the way to work"}, "priority": 30,
     "when": {"period": {"days": ["workday"], "hours": [{"from": "06:30", "to": "09:30"}]}},
     "goods": {"words": ["鲜牛奶", "鸡蛋", "饼干", "充电宝"]}},
    {"scene": "shenyang_cold", "title": {"zh": "沈阳的冬天 · 保湿与热饮", "en": "Winter in Shenyang"}, "priority": 40,
     "when": {"place": {"cities": ["沈阳"]}, "weather": {"below_c": 0}},
     "goods": {"words": ["面霜", "面膜", "补水", "坚果", "茶", "咖啡"]}},
    {"scene": "weekend_snacks", "title": {"zh": "周末零食柜", "en": "Snacks for the weekend"}, "priority": 20,
     "when": {"period": {"days": ["off"]}}, "goods": {"categories": ["零食"]}},
    {"scene": "new_year_goods", "title": {"zh": "春节年货", "en": "New Year's goods"}, "priority": 45,
     "when": {"period": {"holidays": [{"holiday": "spring_festival", "before": 30}]}},
     "goods": {"words": ["礼盒", "坚果", "肉脯", "三文鱼"]}},
)  # fmt: skip


def declare_scenes(api: Api, report: Report) -> None:
    """Publish the scenes that the mall does not have yet."""
    for scene in SCENES:
        path = f"/v1/scenes/{scene['scene']}"
        if api.get(path)[0] == 404:
            report.check("scenes", api.put(path, {"scene": scene}))
            report.count("scenes")

"""The arms of a trial: the whole loop, the usual way, and the loop with one direction cut."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from huozhao.settings import Settings
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text
from huozhao.twin.settings import CitySettings

Groups = Mapping[str, Mapping[str, Any]]
# Many more shoppers of one machine than the limits of a real mall let in are asked for here by one address.
OPEN: Groups = {"access": {"key_rate_per_s": 10**9, "user_rate_per_s": 10**9, "sensitive_rate_per_minute": 10**9}}


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to run a mall: settings that differ from the defaults, and how the city's merchant differs."""

    arm: str
    label: Text
    settings: Groups = field(default_factory=dict)
    city: Mapping[str, Any] = field(default_factory=dict)

    def mall(self, folder: Path, nights: int = 1) -> Settings:
        """Return the settings of a mall of this arm that plans every so many nights."""
        found = Settings()
        own: Groups = {"storage": {"data": folder}, "supply": {"review_days": nights}}
        for groups in (OPEN, self.settings, own):
            found = replace(found, **{name: replace(getattr(found, name), **values) for name, values in groups.items()})
        return found

    def shoppers(self, city: CitySettings) -> CitySettings:
        """Return the city of this arm: the same people, another merchant."""
        return replace(city, **self.city)


NO_INTENT: Groups = {"supply": {"intent": False}, "needs": {"demand": False}}
FULL = {"messages": True}
USUAL: Groups = {
    "matching": {"best_sellers": True, "stock": False, "explore": 0.0},
    "supply": {"plan": "min_max", "intent": False, "transfer_km": 0.0},
    "needs": {"on": False, "demand": False, "popups": False},
}
ARMS: dict[str, Arm] = {arm.arm: arm for arm in (
    Arm("loop", Text("货找闭环", "the whole loop"), city=FULL),
    Arm("usual", Text("通常做法：同一个热销货架、上下限补货、一个仓",
                      "the usual way: one best-seller shelf, min/max, one warehouse"),
        USUAL, {"one_warehouse": True, "scenes": False}),
    Arm("no_intent", Text("切断意图对备货的影响", "the loop with intent moving no stock"), NO_INTENT, FULL),
    Arm("no_near", Text("切断库存对页面的影响", "the loop with stock changing no page"), {"matching": {"stock": False}},
        FULL),
)}  # fmt: skip


def arms_of(names: str) -> list[Arm]:
    """Read arm names, comma separated; BadInput names one that is unknown."""
    found = [name.strip() for name in names.split(",") if name.strip()]
    for name in found:
        if name not in ARMS:
            raise BadInput("unknown_arm", f"there is no arm {name!r}", field="arms", hint=f"some of {', '.join(ARMS)}")
    return [ARMS[name] for name in dict.fromkeys(found)]

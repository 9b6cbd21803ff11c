"""What a pull did, in numbers that add up, and what a person has to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huozhao.flows.connectors.mapping import MallMapping
from huozhao.flows.imports.summary import Summary
from huozhao.terms.pulls import Pull
from huozhao.terms.text import Text
from huozhao.terms.time import iso

NO_CONSENT = Text(
    "未读取：不知道这些顾客是否同意过个性化推荐。"
    "若此前已同意，请加 --consented personalisation；否则用 --consented none",
    "not read: nothing is known about the consent of these shoppers. Use --consented personalisation when they agreed "
    "to it elsewhere, --consented none to keep the acts without the shoppers")


@dataclass(slots=True)
class Pulled:
    """One pull: `keys` is what waited in the mall, `read` how much of it was read; a dry run may read less."""

    pull: Pull
    keys: int
    summary: Summary
    read: int = 0
    note: Text | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        found = self.summary.as_dict()
        return {"pull": self.pull.name, "what": self.pull.kind or self.pull.event, "keys": self.keys, "read": self.read,
                **{name: found[name] for name in ("rows", "accepted", "duplicate", "refused", "refused_by_reason",
                                                  "first_refused", "reconciles", "anonymised", "events", "first_at",
                                                  "last_at", "seconds")},
                "note": self.note.as_dict() if self.note else None}  # fmt: skip


@dataclass(slots=True)
class Report:
    """What a whole pull did. `orders` counts the mall's orders by the code of their state."""

    mapping: MallMapping
    at: int
    pulls: list[Pulled] = field(default_factory=list)
    orders: Mapping[int, int] = field(default_factory=dict)

    @property
    def unknown_states(self) -> dict[int, int]:
        """The orders in states that the mapping file has no word for: none of them is read."""
        states = self.mapping.states
        return {} if states is None else {code: n for code, n in self.orders.items() if not states.word(code)}

    def as_dict(self) -> dict[str, Any]:
        """Return plain data."""
        states = self.mapping.states
        return {
            "mall": self.mapping.name, "at": iso(self.at), "pulls": [each.as_dict() for each in self.pulls],
            "order_states": [{"code": code, "word": states.word(code) if states else "", "orders": n}
                             for code, n in sorted(self.orders.items())],
            "hint": _hint(self.unknown_states),
        }  # fmt: skip


def _hint(unknown: Mapping[int, int]) -> dict[str, str] | None:
    if not unknown:
        return None
    codes = ", ".join(f"{code} ({n})" for code, n in sorted(unknown.items()))
    return Text(f"这些订单状态码没有对应的含义，订单未读取：{codes}。请复制映射文件，在 [orders.words] 里补上再运行",
                f"nothing is known about these states, their orders are not read: {codes}. Copy the mapping file, add "
                "them under [orders.words], and connect with that file").as_dict()

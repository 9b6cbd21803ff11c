"""Tickets: an issue of one aspect of a product on its way to the supplier, from draft to closed."""

from collections.abc import Mapping
from dataclasses import dataclass

from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import Text

DRAFT, SENT, ACKNOWLEDGED, IN_WORK, SOLVED, CLOSED, REJECTED = (
    "draft", "sent", "acknowledged", "in_work", "solved", "closed", "rejected")  # fmt: skip
STATES = (DRAFT, SENT, ACKNOWLEDGED, IN_WORK, SOLVED, CLOSED, REJECTED)
# What can be done, from where, and where it leads.
STEPS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "send": ((DRAFT,), SENT), "acknowledge": ((SENT,), ACKNOWLEDGED), "start": ((SENT, ACKNOWLEDGED), IN_WORK),
    "solve": ((SENT, ACKNOWLEDGED, IN_WORK), SOLVED), "close": ((SENT, ACKNOWLEDGED, IN_WORK, SOLVED), CLOSED),
    "reject": ((DRAFT, SENT), REJECTED),
}  # fmt: skip
# While a ticket is in one of these, no second one is written about the same, and its numbers are kept up.
OPEN = frozenset({DRAFT, SENT, ACKNOWLEDGED, IN_WORK, SOLVED})
# From here on a successor that lies in stock is offered to those who complained.
OFFERING = frozenset({SENT, ACKNOWLEDGED, IN_WORK, SOLVED})
LABELS: Mapping[str, Text] = {
    DRAFT: Text("待发送", "draft"), SENT: Text("已发送", "sent"),
    ACKNOWLEDGED: Text("供应商已确认", "acknowledged"), IN_WORK: Text("改进中", "in work"),
    SOLVED: Text("已改进", "solved"), CLOSED: Text("已关闭", "closed"), REJECTED: Text("不处理", "rejected"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issue:
    """What a ticket says in numbers of shoppers: complaints, praise, all who spoke; returns; buyers of the goods."""

    people: int
    praise: int
    voices: int
    returns: int
    buyers: int

    @property
    def share(self) -> float:
        """Complaining shoppers as a share of those who spoke of the goods."""
        return self.people / self.voices if self.voices else 0.0


def after(state: str, step: str) -> str:
    """Return the state after a step; BadInput for an unknown step, Conflict where it cannot be taken."""
    if step not in STEPS:
        raise BadInput("unknown_step", f"there is no step {step!r}", field="step", hint=f"one of {', '.join(STEPS)}")
    before, found = STEPS[step]
    if state not in before:
        raise Conflict("ticket_state", f"the ticket is {state}; it cannot {step} now", field="step",
                       hint=f"possible from {', '.join(before)}; undo takes the last step back")  # fmt: skip
    return found


def title(goods: str, aspect: Text) -> Text:
    """Return the headline of a ticket."""
    return Text(f"“{goods}”{aspect.zh}问题", f"{goods}: {aspect.en}")


def because(issue: Issue, aspect: Text, usual: float, is_rising: bool) -> Text:
    """Return in a sentence why there is a ticket."""
    zh = f"{issue.people} 位顾客反映{aspect.zh}问题，占发言顾客的 {issue.share:.0%}"
    en = f"{issue.people} shoppers complained about {aspect.en}, {issue.share:.0%} of those who spoke"
    if not is_rising:
        return Text(zh, en)
    return Text(f"近来 {zh}；以往一般不超过 {usual:.1%}", f"{en}; it used to be at most {usual:.1%}")


def hearing(aspect: Text) -> Text:
    """Return the reason that a shopper reads beside the upgraded goods."""
    return Text(f"你提过{aspect.zh}方面的问题，这款已升级",
                f"you told us about {aspect.en}: this one has been improved")

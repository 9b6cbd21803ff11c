"""What the merchant decides about after-care; the group [care] of the settings."""

from dataclasses import dataclass

from huozhao.terms.setting import setting


@dataclass(frozen=True, slots=True)
class Policy:
    """When shoppers hear of what they received."""

    on: bool = setting(True, "tell shoppers of guides, reminders, questions and used-up goods when they are due")
    hour: int = setting(10, "local hour of the day at which reminders are due; a guide is due at once on receipt")
    question_day: int = setting(7, "days after receipt on which a shopper is asked how it goes; 0 = never")
    stale_days: int = setting(3, "days after which a reminder that could not be told is dropped")
    need_days: int = setting(14, "days around the end of a supply in which buying again counts as a need")
    came_back: float = setting(0.3, "share who buy again when a supply ends, before the mall's own past says better")

"""Who of those that complained is to hear of the improved goods: not who is content by now, not who is hurt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RETURN, SAFETY = "return", "safety"
HIGH_STARS, WORST_STARS = 4, 1


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of a product at one time (ms): kind, stars, sign by aspect."""

    at: int
    kind: str
    stars: int | None
    verdicts: Mapping[str, int]


def open_complaint(said: Sequence[Said], aspect: str, bought_at: Sequence[int], since: int) -> int | None:
    """Return when a person last complained of an aspect, None where they are not to be offered an improved product.

    They are not when a later word praises the aspect, later stars are high, or they bought the same goods again: then
    they are satisfied. Nor when they sent the goods back and gave one star, or complained of their health: a person
    should talk to them first. Complaints before `since` (ms) are forgotten.
    """
    at = max((each.at for each in said if each.verdicts.get(aspect) == -1 and each.at >= since), default=None)
    if at is None or is_hurt(said) or any(day > at for day in bought_at):
        return None
    later = [each for each in said if each.at > at and each.kind != RETURN]
    content = any(each.verdicts.get(aspect) == 1 or (each.stars or 0) >= HIGH_STARS for each in later)
    return None if content else at


def is_hurt(said: Sequence[Said]) -> bool:
    """Tell whether somebody sent goods back in anger or says that they did harm."""
    sent_back = any(each.kind == RETURN for each in said)
    worst = any(each.stars == WORST_STARS for each in said)
    return (sent_back and worst) or any(each.verdicts.get(SAFETY) == -1 for each in said)

"""What one route needs and what it shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route needs and what it shows.

    `look` names the personal data it shows, which goes on record with the subject id in the path or query parameter
    `subject`.
    `needs_reason` asks for X-Reason. `is_sensitive` has the stricter rate. `is_secret` answers are never kept for
    Idempotency-Key, because they hold secrets or personal data in the clear. `is_bare` looks at no cookie.
    """

    permission: str
    look: str = ""
    subject: str = "shopper"
    needs_reason: bool = False
    is_sensitive: bool = False
    is_secret: bool = False
    is_bare: bool = False

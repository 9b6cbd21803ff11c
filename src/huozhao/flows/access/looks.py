"""Every look at personal data goes on record before it is answered."""

from collections.abc import Callable, Sequence

from huozhao.privacy.looks import AccessLog, Look, Wanted
from huozhao.privacy.minimise import mask
from huozhao.privacy.principal import Principal
from huozhao.terms.time import DAY_MS

LONGEST_REASON = 200


class Looks:
    """The access log as others use it. A shopper who looks at the own data leaves no entry."""

    def __init__(
        self, log: AccessLog, clock: Callable[[], int], chance: Callable[[int], bytes], keep_days: int
    ) -> None:
        self._log, self._clock, self._chance, self._keep_days = log, clock, chance, keep_days
        # Who else holds something of a shopper at the door: the tokens end with an erasure, their marks with time.
        self.forgotten: Callable[[Sequence[str]], object] = lambda _: None
        self.expired: Callable[[], object] = lambda: None

    def looked(self, principal: Principal, subject: str | Sequence[str], what: str, reason: str = "") -> None:
        """Record that somebody saw personal data; durable on return, so call it before answering.

        `subject` is one subject id, many, or "" for a search over all; `what` is a short name such as profile.
        """
        subjects = (subject,) if isinstance(subject, str) else tuple(subject)
        if principal.shopper and all(principal.is_self(each) for each in subjects):
            return
        self._log.append(Look(
            self._clock(), principal.kind, principal.name, principal.role, what,
            tuple(dict.fromkeys(each for each in subjects if each)), mask(reason.strip())[:LONGEST_REASON],
            principal.address,
        ))  # fmt: skip

    def find(self, wanted: Wanted, limit: int = 50) -> list[Look]:
        """Return looks, newest first."""
        return self._log.find(wanted, limit)

    def count(self, subjects: Sequence[str], since: int = 0) -> int:
        """Return how often people and programs looked at a person (all subject ids together) since an instant (ms)."""
        return sum(self._log.count(subject, since) for subject in subjects)

    def forget(self, subjects: Sequence[str]) -> int:
        """Put a random pseudonym in place of each subject: that somebody looked stays on record, at whom does not.

        The subjects' tokens end with it.
        """
        self.forgotten(subjects)
        return self._log.rename([(subject, f"erased-{self._chance(8).hex()}") for subject in subjects])

    def expire(self) -> int:
        """Remove what is older than the retention and return how many looks went."""
        self.expired()
        return self._log.drop(self._clock() - self._keep_days * DAY_MS)

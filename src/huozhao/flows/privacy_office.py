"""All that the mall does for the privacy of its shoppers, in one place."""

from dataclasses import dataclass

from huozhao.flows.erase import Erase


@dataclass(frozen=True, slots=True)
class PrivacyOffice:
    """What operators and shoppers use."""

    erase: Erase

"""What came of sending a message to another system."""

from typing import NamedTuple


class Sent(NamedTuple):
    """Whether a message was accepted, and in a few words what came of it.

    `later` is the Retry-After of a receiver that is too busy now (429, 503), as it was sent.
    """

    accepted: bool
    told: str
    later: str = ""

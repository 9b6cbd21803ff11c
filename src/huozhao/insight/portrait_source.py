"""The port for the platform's portrait."""

from collections.abc import Mapping
from typing import Any, Protocol

from huozhao.terms.errors import Busy


class NotReady(Busy):
    """The platform has not counted these days yet; it does so by mid-morning."""


class PortraitSource(Protocol):
    """Where the platform's portrait comes from."""

    def fetch(self, first: str, last: str) -> Mapping[str, Any]:
        """Return the platform's answer for the days first to last (YYYY-MM-DD); NotReady when it comes later.

        BadInput when the platform refuses, Busy when it cannot be reached.
        """
        ...

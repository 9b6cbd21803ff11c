"""For which goods a coupon counts: all, some categories or SKUs, less what is excluded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.terms.errors import BadInput

MOST = 500
_NAMES = ("categories", "skus", "without_categories", "without_skus")


@dataclass(frozen=True, slots=True)
class Scope:
    """Goods by category name, at any level of their path, and by SKU; nothing named = all. What is excluded is out."""

    categories: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    without_categories: tuple[str, ...] = ()
    without_skus: tuple[str, ...] = ()


ALL = Scope()


def covers(scope: Scope, sku: str, category: Sequence[str]) -> bool:
    """Tell whether goods are in scope."""
    if sku in scope.without_skus or any(name in scope.without_categories for name in category):
        return False
    named = scope.categories or scope.skus
    return not named or sku in scope.skus or any(name in scope.categories for name in category)


def scope_from_dict(body: Mapping[str, Any]) -> Scope:
    """Read a scope from plain data; BadInput names the field that is wrong."""
    found: dict[str, tuple[str, ...]] = {}
    for name in _NAMES:
        given = body.get(name) or ()
        if isinstance(given, str) or len(given) > MOST or not all(isinstance(each, str) and each for each in given):
            raise BadInput("scope_unreadable", f"{name} is no list of names", field=f"scope.{name}",
                           hint=f"at most {MOST} names")
        found[name] = tuple(dict.fromkeys(given))
    return Scope(**found)


def scope_to_dict(scope: Scope) -> dict[str, list[str]]:
    """Return a scope as plain data."""
    return {name: list(getattr(scope, name)) for name in _NAMES}

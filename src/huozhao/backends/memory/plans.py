"""Plans in memory."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

from huozhao.supply.plan_book import Proposal, Tally, Wanted
from huozhao.terms.errors import Conflict

ASKED = ("state", "kind", "sku", "shop", "tier", "supplier")


class MemoryParts:
    """Parts of plans, gone with the process."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, bytes]] = {}

    def keep(self, plan: str, parts: Sequence[tuple[str, bytes]]) -> None:
        """Store parts."""
        self._parts.setdefault(plan, {}).update(parts)

    def list(self, plan: str, after: str = "", limit: int = 100) -> list[tuple[str, bytes]]:
        """Return parts in SKU order."""
        return sorted((sku, body) for sku, body in self._parts.get(plan, {}).items() if sku > after)[:limit]

    def skus(self, plan: str) -> set[str]:
        """Return the SKUs of a plan."""
        return set(self._parts.get(plan, {}))

    def get(self, plan: str, sku: str) -> bytes | None:
        """Return one part or None."""
        return self._parts.get(plan, {}).get(sku)

    def drop(self, but: Sequence[str]) -> None:
        """Forget other plans."""
        self._parts = {plan: parts for plan, parts in self._parts.items() if plan in but}


class MemoryProposals:
    """Proposals, gone with the process."""

    def __init__(self) -> None:
        self._all: dict[str, Proposal] = {}
        self._published: set[str] = set()
        self._lock = threading.Lock()

    def publish(self, plan: str, proposals: Iterable[Proposal]) -> bool:
        """Store a plan's proposals once; see the port."""
        with self._lock:
            if plan in self._published:
                return False
            new = {each.id: each for each in proposals}
            self._published.add(plan)
            self._all = {id: each for id, each in self._all.items() if each.state not in ("open", "cut")} | new
            return True

    def find(self, wanted: Wanted, after: str = "", limit: int = 100) -> list[Proposal]:
        """Return proposals in id order."""
        asked = [(name, value) for name in ASKED if (value := getattr(wanted, name))]
        found = (each for id, each in sorted(self._all.items()) if each.plan == wanted.plan and id > after
                 and all(getattr(each, name) == value for name, value in asked))  # fmt: skip
        return [each for _, each in zip(range(limit), found, strict=False)]

    def get(self, id: str) -> Proposal | None:
        """Return one proposal or None."""
        return self._all.get(id)

    def put(self, proposals: Sequence[Proposal]) -> None:
        """Replace proposals; see the port."""
        with self._lock:
            for new in proposals:
                old = self._all.get(new.id)
                if old is None or old.version != new.version:
                    raise Conflict("changed_meanwhile", f"proposal {new.id} was changed meanwhile", field="id",
                                   hint="read it again and repeat the change")  # fmt: skip
            self._all.update((new.id, replace(new, version=new.version + 1)) for new in proposals)

    def tally(self, plan: str) -> list[Tally]:
        """Return the counts of a plan."""
        groups: dict[tuple[str, str], list[Proposal]] = {}
        for each in self._all.values():
            if each.plan == plan:
                groups.setdefault((each.kind, each.state), []).append(each)
        return [Tally(*key, len(found), sum(x.quantity for x in found), sum(x.value_fen for x in found))
                for key, found in sorted(groups.items())]  # fmt: skip

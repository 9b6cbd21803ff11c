"""The book of tiers: the rule of each tier and goods put into a tier by hand, with audit and undo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.supply.policies import Rule, rule_from
from huozhao.supply.tiers import TIERS, Tier, default_rules
from huozhao.terms.errors import BadInput, Conflict

RULES, OVERRIDE, ALL = "tier_rule", "tier_override", "all"
AT_ONCE = 500
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TierBook:
    """Keeps what was decided about tiers. Every change names who made it and can be taken back."""

    documents: Documents
    clock: Callable[[], int]
    service_level: float

    def rules(self) -> dict[Tier, Rule]:
        """Return the rule of each tier: what was set, else the default."""
        usual, chosen = default_rules(self.service_level), self.chosen()
        return {tier: rule_from(set_["rule"]) if (set_ := chosen.get(tier)) else usual[tier] for tier in TIERS}

    def chosen(self) -> dict[str, dict[str, Any]]:
        """Return by tier what was set: the rule, `by` (person or backtest), who, when and from which backtest."""
        return cast(dict[str, dict[str, Any]], self._kept().body["rules"])

    def set_rules(self, rules: Mapping[str, Rule | None], who: str, backtest: str = "") -> Document:
        """Set the rules of some tiers in one change, None = the default again; BadInput for an unknown tier.

        Conflict when a tier that is to go by its default does already, or when somebody changed the rules meanwhile.
        """
        by = {"by": "backtest" if backtest else "person", "who": who, "at": self.clock(), "backtest": backtest}
        found = self._kept()
        kept = found.body["rules"]
        for tier, rule in rules.items():
            require_tier(tier)
            if rule is not None:
                kept = {**kept, tier: {"rule": rule.as_dict(), **by}}
            elif tier in kept:
                kept = {name: each for name, each in kept.items() if name != tier}
            else:
                raise Conflict("default_rule", f"tier {tier} goes by its default rule", field="tier")
        return self._put(found, kept, who, "backtest" if backtest else "set" if any(rules.values()) else "reset")

    def undo_rules(self, who: str) -> Document:
        """Take the last change of the rules back, of one tier or of several at once; Conflict when none stands."""
        found = self._kept()
        stands = standing(found.body)
        if not stands:
            raise Conflict("nothing_to_undo", "no change of the rules stands", field="tier")
        return self._put(found, stands[-1]["from"].get("rules") or {}, who, "undo")

    def last_change(self) -> dict[str, Any] | None:
        """Return the last change of the rules that no undo has taken back: who, when, what, from, to."""
        stands = standing(self._kept().body)
        return stands[-1] if stands else None

    def _kept(self) -> Document:
        return self.documents.get(RULES, ALL) or Document(RULES, ALL, 0, 0, {"rules": {}, "audit": []})

    def _put(self, found: Document, rules: Mapping[str, Any], who: str, what: str) -> Document:
        body = changed(found.body, {"rules": dict(rules)}, who, what, self.clock())
        return self.documents.put(RULES, ALL, body, expected_version=found.version)

    def overrides(self) -> dict[Key, Tier]:
        """Return the goods put into a tier by hand: (sku, shop) → tier, shop "" = at every shop."""
        return {(each.body["sku"], each.body["shop"]): each.body["tier"] for each in self.listed()}

    def listed(self) -> list[Document]:
        """Return what stands of the goods put into a tier by hand."""
        return [each for each in self._every() if each.body["tier"]]

    def put(self, sku: str, shop: str, tier: str, note: str, who: str) -> Document:
        """Put goods into a tier by hand; BadInput for an unknown tier."""
        require_tier(tier)
        return self._change(self._override(sku, shop), {"tier": tier, "note": note}, who, "set")

    def take_out(self, sku: str, shop: str, who: str) -> Document:
        """Let the data decide again; Conflict when they do already."""
        found = self._override(sku, shop)
        if not found.body["tier"]:
            raise Conflict("no_override", "these goods are in no tier by hand", field="sku", hint="see GET /v1/tiers")
        return self._change(found, {"tier": "", "note": ""}, who, "remove")

    def undo(self, sku: str, shop: str, who: str) -> Document:
        """Take the last change of these goods back; Conflict when none stands."""
        found = self._override(sku, shop)
        stands = standing(found.body)
        if not stands:
            raise Conflict("nothing_to_undo", "no change of these goods stands", field="sku")
        return self._change(found, stands[-1]["from"], who, "undo")

    def _override(self, sku: str, shop: str) -> Document:
        id = override_id(sku, shop)
        blank = {"sku": sku, "shop": shop, "tier": "", "note": "", "audit": []}
        return self.documents.get(OVERRIDE, id) or Document(OVERRIDE, id, 0, 0, blank)

    def _change(self, found: Document, changes: Mapping[str, Any], who: str, what: str) -> Document:
        body = changed(found.body, changes, who, what, self.clock())
        return self.documents.put(OVERRIDE, found.id, body, expected_version=found.version)

    def _every(self) -> list[Document]:
        found: list[Document] = []
        while batch := self.documents.list(OVERRIDE, after=found[-1].id if found else "", limit=AT_ONCE):
            found += batch
        return found


def require_tier(tier: str) -> Tier:
    """Return the tier; BadInput when there is none of this name."""
    if tier not in TIERS:
        raise BadInput("unknown_tier", f"there is no tier {tier!r}", field="tier", hint=f"one of {', '.join(TIERS)}")
    return tier


def override_id(sku: str, shop: str) -> str:
    """Return the id under which goods put into a tier are kept: safe in a path, the same each time."""
    return f"{sku.encode().hex()}-{shop.encode().hex()}"

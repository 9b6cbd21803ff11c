"""Policies: rules that turn a forecast into stock levels, for all rows at once."""

from huozhao.supply.policies.expected import Expected
from huozhao.supply.policies.rule import KINDS, Kind, Rule, rule_from
from huozhao.supply.policies.targets import Targets, targets, targets_by

__all__ = ["KINDS", "Expected", "Kind", "Rule", "Targets", "rule_from", "targets", "targets_by"]

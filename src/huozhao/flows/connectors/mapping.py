"""What is read of a mall's database and what it means here: the contents of a mapping file, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from huozhao.events.catalogue import CATALOGUE, MALL_EVENTS, PURPOSE_OF
from huozhao.flows.imports.contracts import CONTRACTS
from huozhao.flows.imports.door import TASTE
from huozhao.flows.imports.header import Column, TableContract
from huozhao.terms.errors import BadInput
from huozhao.terms.pulls import Pull, States
from huozhao.terms.text import Text

BY_KIND = {contract.kind: contract for contract in CONTRACTS}
# What the columns of an event are read as; all others are texts.
READ_AS = {"quantity": "whole number", "stars": "whole number", "placed_at": "time"}
LISTED = "listed"


@dataclass(frozen=True, slots=True)
class MallMapping:
    """Everything that is read of one kind of mall. `shop` is where its stock lies, when it keeps one number a SKU."""

    name: str
    label: Text
    pulls: tuple[Pull, ...]
    states: States | None = None
    shop: Mapping[str, Any] = field(default_factory=dict)


def needs_consent(pull: Pull) -> bool:
    """Tell whether only consent allows to keep what is read with its shopper."""
    return pull.kind in TASTE or (bool(pull.event) and PURPOSE_OF.get(pull.event, "service") != "service")


def mapping_of(told: Mapping[str, Any]) -> MallMapping:
    """Return the mapping that a file tells; BadInput names what is wrong in it."""
    try:
        states = msgspec.convert(told["orders"], States) if "orders" in told else None
        pulls = tuple(msgspec.convert(each, Pull) for each in told.get("pull", ()))
        found = MallMapping(told["name"], Text(**told["label"]), pulls, states, told.get("shop", {}))
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise _wrong(f"{error}", "file") from None
    if len({pull.name for pull in pulls}) != len(pulls):
        raise _wrong("two pulls have one name", "pull")
    for pull in pulls:
        _check(pull, states)
    return found


def contract_of(event: str) -> TableContract:
    """Return the contract of a table whose rows are events of one name: at, shopper, and the fields that are needed."""
    columns = [_column("at", "time", True), _column("shopper", "text", event not in MALL_EVENTS)]
    columns += [_column(each.name, READ_AS.get(each.name, "text"), each.required)
                for each in msgspec.structs.fields(CATALOGUE[event])]
    return TableContract(event, Text(event, event), Text(event, event), tuple(columns))


def _column(name: str, kind: str, required: bool) -> Column:
    return Column(name, name, kind, Text(name, name), "", required)


def _check(pull: Pull, states: States | None) -> None:
    if pull.kind not in BY_KIND and pull.event not in CATALOGUE:
        raise _wrong(f"{pull.name}: there is no kind {pull.kind!r} and no event {pull.event!r}", f"pull.{pull.name}")
    contract = BY_KIND[pull.kind] if pull.kind else contract_of(pull.event)
    known = {column.name for column in contract.columns} | ({LISTED} if pull.kind == "goods" else set())
    unknown = sorted(set(pull.columns) - known)
    if unknown:
        raise _wrong(f"{pull.name}: {contract.kind} has no column {unknown[0]!r}", f"pull.{pull.name}.columns")
    lacks = [column.name for column in contract.columns if column.required and column.name not in pull.columns]
    lacks += ["/".join(group) for group in contract.one_of if not set(group) & set(pull.columns)]
    if lacks:
        raise _wrong(f"{pull.name}: {contract.kind} needs a column {lacks[0]!r}", f"pull.{pull.name}.columns")
    strange = [word for word in pull.states if states is None or word not in states.words]
    if strange:
        raise _wrong(f"{pull.name}: no state is called {strange[0]!r}", f"pull.{pull.name}.states")


def _wrong(message: str, field: str) -> BadInput:
    return BadInput("mapping_wrong", f"the mapping file is not right / 映射文件有误：{message}", field=field,
                    hint="see docs/how-to/connect-litemall.md for what a mapping holds")

"""Minimisation: which fields are collected, how often, and which of them nothing reads."""

import inspect
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import get_type_hints

from huozhao.events.catalogue import CATALOGUE, MALL_EVENTS, PURPOSE_OF
from huozhao.events.event import Recorded
from huozhao.events.log import EventLog
from huozhao.events.state import Fold
from huozhao.flows.privacy.gate import fields_of

SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class FieldUse:
    """One field of an event: its purpose, how many of the sampled events carry it, and what reads it."""

    event: str
    field: str
    purpose: str
    is_personal: bool
    collected: int
    read_by: tuple[str, ...]

    @property
    def is_idle(self) -> bool:
        """Tell whether the field is collected and nothing reads it."""
        return self.collected > 0 and not self.read_by


@dataclass(frozen=True, slots=True)
class Minimisation:
    """Compares what comes in with what the folds read. `readers` adds what reads fields apart from the folds."""

    log: EventLog
    folds: Sequence[Fold]
    readers: Callable[[], Iterable[tuple[str, str, str]]] = tuple

    def report(self) -> tuple[list[FieldUse], int]:
        """Return every field of shoppers' events with its use, and how many of the newest events were sampled."""
        sampled = self.log.read(max(0, self.log.head() - SAMPLE), SAMPLE)
        collected = count(sampled)
        known: dict[tuple[str, str], set[str]] = {}
        for name, field, reader in [*fold_reads(self.folds), *self.readers()]:
            known.setdefault((name, field), set()).add(reader)
        found = []
        for name in sorted(set(CATALOGUE) - MALL_EVENTS):
            personal = dict(fields_of(name))
            for field in get_type_hints(CATALOGUE[name]):
                read = tuple(sorted(known.get((name, field), ())))
                found.append(FieldUse(name, field, personal.get(field, PURPOSE_OF.get(name, "service")),
                                      field in personal, collected[name, field], read))
        return found, len(sampled)


def count(events: Iterable[Recorded]) -> Counter[tuple[str, str]]:
    """Count how often each field was sent with a value."""
    found: Counter[tuple[str, str]] = Counter()
    for recorded in events:
        what = recorded.event.properties
        found.update((recorded.event.name, field) for field in what.__struct_fields__
                     if getattr(what, field) not in (None, "", []))
    return found


def fold_reads(folds: Sequence[Fold]) -> Iterable[tuple[str, str, str]]:
    """Yield (event, field, fold) for every field that the code of a fold names."""
    for fold in folds:
        words = _words(fold.fold)
        for name in fold.events or CATALOGUE:
            if name in CATALOGUE and name not in MALL_EVENTS:
                yield from ((name, field, fold.name) for field in get_type_hints(CATALOGUE[name]) if field in words)


def _words(function: Callable[..., object]) -> frozenset[str]:
    """Return the names and texts in the code of a function and of what it calls in its own module."""
    module = inspect.getmodule(function)
    seen: set[CodeType] = set()
    found: set[str] = set()
    waiting: list[object] = [inspect.unwrap(function)]
    while waiting:
        each = waiting.pop()
        code = each if isinstance(each, CodeType) else getattr(each, "__code__", None)
        if code is None or code in seen:
            continue
        seen.add(code)
        found |= {*code.co_names, *_texts(code.co_consts)}
        named = [vars(module)[name] for name in code.co_names if module and name in vars(module)]
        found |= {text for value in named for text in _texts(value)}
        waiting += [*named, *code.co_consts, *(part for value in named for part in _values(value))]
    return frozenset(found)


def _values(value: object) -> Iterable[object]:
    return value.values() if isinstance(value, dict) else ()


def _texts(values: object) -> set[str]:
    return {each for each in values if isinstance(each, str)} if isinstance(values, tuple | frozenset | list) else set()

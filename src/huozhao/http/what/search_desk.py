"""What operators do with search: synonyms with undo, and the query log."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get, post, put
from litestar.params import QueryParameter
from msgspec import Meta

from huozhao.app import App
from huozhao.flows.search.query_log import LEAST_PEOPLE, Line
from huozhao.flows.search.synonym_book import Kept
from huozhao.http.gate.asking import who
from huozhao.matching.search.synonyms import BUILT_IN, MOST_RULES
from huozhao.terms.errors import BadInput
from huozhao.terms.time import day_name, iso, local_day

MOST_DAYS, USUAL_DAYS = 366, 28


class SynonymRuleIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that stand for one another; with `one_way` only the first leads to the others."""

    words: Annotated[list[str], Meta(max_length=100)]
    one_way: bool = False


class SynonymsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules; they replace those before. `version` is the one that was read: refused when it has moved."""

    rules: Annotated[list[SynonymRuleIn], Meta(max_length=MOST_RULES)]
    version: int | None = None


class SynonymChangeOut(msgspec.Struct, frozen=True):
    """Who changed the synonyms, when, and how many rules there were before and after."""

    who: str
    at: str
    what: str
    before: int
    after: int


class SynonymsOut(msgspec.Struct, frozen=True):
    """The merchant's rules, those that come with the product, and the record of changes, oldest first."""

    version: int
    rules: list[SynonymRuleIn]
    built_in: list[list[str]]
    changes: list[SynonymChangeOut]


class QueryLine(msgspec.Struct, frozen=True):
    """One query: searches, people, searches that found nothing as written, and that led to a click."""

    query: str
    searches: int
    people: int
    empty: int
    clicked: int


class QueriesOut(msgspec.Struct, frozen=True):
    """Searches of a span. Only queries of at least `least_people` people are shown; `hidden` ones are counted."""

    first: str
    last: str
    searches: int
    queries: int
    empty: int
    clicked: int
    hidden: int
    hidden_searches: int
    least_people: int
    top: list[QueryLine]
    zero: list[QueryLine]
    low_click: list[QueryLine]


@get("/synonyms", summary="Read the synonyms", tags=["search"], sync_to_thread=True)
def get_synonyms(mall: App) -> SynonymsOut:
    """Return the rules of search with the record of their changes."""
    return _synonyms_out(mall.search.synonyms.get())


@put("/synonyms", status_code=200, summary="Write the synonyms", tags=["search"], sync_to_thread=True)
def put_synonyms(mall: App, request: Request[Any, Any, Any], data: SynonymsIn) -> SynonymsOut:
    """Replace all rules; the next search uses them."""
    rules = [{"words": rule.words, "one_way": rule.one_way} for rule in data.rules]
    return _synonyms_out(mall.search.synonyms.write(rules, data.version, who(request), mall.clock()))


@post("/synonyms/undo", status_code=200, summary="Take the last change of the synonyms back", tags=["search"],
      sync_to_thread=True)  # fmt: skip
def post_undo(mall: App, request: Request[Any, Any, Any]) -> SynonymsOut:
    """Bring back the rules before the last change that stands."""
    return _synonyms_out(mall.search.synonyms.undo(who(request), mall.clock()))


@get("/search/queries", summary="Read what is searched for", tags=["search"], sync_to_thread=True)
def get_queries(
    mall: App,
    since: Annotated[str, QueryParameter(name="from", description="first day, YYYY-MM-DD")] = "",
    until: Annotated[str, QueryParameter(name="to", description="last day, YYYY-MM-DD")] = "",
) -> QueriesOut:
    """Return the most frequent queries, those that found nothing, those that hardly anybody clicked on.

    Texts are shown only when at least five people searched for them; without dates, the last 28 days.
    """
    last = _day(until, "to") if until else local_day(mall.clock(), mall.settings.mall.timezone)
    first = _day(since, "from") if since else last - USUAL_DAYS + 1
    if not 0 <= last - first < MOST_DAYS:
        raise BadInput("span", f"from {day_name(first)} to {day_name(last)} is no span of 1 to {MOST_DAYS} days",
                       field="from", hint="send from and to as YYYY-MM-DD, at most a year apart")
    report = mall.search.queries.report(first, last)
    return QueriesOut(
        day_name(first), day_name(last), report.searches, report.queries, report.empty, report.clicked, report.hidden,
        report.hidden_searches, LEAST_PEOPLE, *(list(map(_line, each)) for each in
                                               (report.top, report.zero, report.low_click)),
    )  # fmt: skip


def _synonyms_out(kept: Kept) -> SynonymsOut:
    return SynonymsOut(
        kept.version, [SynonymRuleIn(list(rule.words), rule.one_way) for rule in kept.rules], list(map(list, BUILT_IN)),
        [SynonymChangeOut(entry["who"], iso(entry["at"]), entry["what"], len(entry["from"].get("rules") or ()),
                   len(entry["to"].get("rules") or ())) for entry in kept.audit],
    )  # fmt: skip


def _line(line: Line) -> QueryLine:
    return QueryLine(line.query, line.searches, line.people, line.empty, line.clicked)


def _day(text: str, field: str) -> int:
    try:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError:
        raise BadInput("day_unreadable", f"{text!r} is no day", field=field, hint="send YYYY-MM-DD") from None


ROUTER = Router("/", route_handlers=[get_synonyms, put_synonyms, post_undo, get_queries])

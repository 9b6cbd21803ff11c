"""The state as it was before a day: what came later is not in it, for those whose later days are held out."""

from huozhao.events.catalogue import Line, OrderPaid, ProductViewed
from huozhao.events.event import Event, event
from huozhao.flows.columns import columns
from huozhao.flows.evaluation.material import count
from huozhao.flows.evaluation.past import Past
from huozhao.flows.people.standing import EVERYBODY
from huozhao.matching.evaluate.split import Split
from huozhao.matching.tastes import TASTES
from tests.flows.test_learn import folded

DAY, ZONE, FIRST = 86_400_000, "Asia/Shanghai", 20_000


def viewed(n: int, shopper: str, sku: str, day: int, hour: int = 4) -> Event:
    return event(f"v{n}", (FIRST + day) * DAY + hour * 3_600_000, shopper, ProductViewed(sku))


def paid(n: int, shopper: str, sku: str, day: int) -> Event:
    return event(f"p{n}", (FIRST + day) * DAY + 5 * 3_600_000, shopper, OrderPaid(f"o{n}", [Line(sku, 1, 100)], 100))


EVENTS = [
    viewed(1, "a", "tea", 0), viewed(2, "a", "tea", 3), paid(3, "a", "cup", 1), paid(4, "a", "tea", 5),
    viewed(5, "b", "tea", 1, hour=9), viewed(6, "c", "gun", 6), paid(7, "b", "cup", 5),
]


def seen(past: Past) -> dict[tuple[str, str], tuple[int, int]]:
    return {(str(row["shopper"]), str(row["sku"])): (int(row["weight"] or 0), int(row["bought"] or 0))
            for row in past.scan(TASTES.name)}


def test_tastes_are_those_of_the_days_before() -> None:
    past = Past(folded(EVENTS), FIRST + 4, ZONE)
    assert seen(past) == {("a", "tea"): (2, 0), ("a", "cup"): (10, 1), ("b", "tea"): (1, 0)}
    assert [row["last_at"] for row in past.scan(TASTES.name, ("b",))] == [(FIRST + 1) * DAY + 9 * 3_600_000]


def test_a_cut_after_everything_is_the_state_itself() -> None:
    state = folded(EVENTS)
    past = Past(state, FIRST + 30, ZONE)
    for table in ("tastes", "activity", "orders"):
        assert past.scan(table) == state.scan(table) and past.count(table) == state.count(table)


def test_pages_of_any_size_tell_the_same_as_one() -> None:
    past = Past(folded(EVENTS), FIRST + 6, ZONE)
    whole, found, after = past.scan(TASTES.name), [], None
    while page := past.scan(TASTES.name, after=after, limit=1):
        found += page
        after = (str(page[-1]["shopper"]), str(page[-1]["sku"]))
    assert found == whole
    names, _ = columns(past, TASTES, ("shopper",), ("weight",))
    assert names["shopper"] == ["a", "b"]


def test_only_the_later_days_of_the_held_out_are_gone() -> None:
    past = Past(folded(EVENTS), FIRST + 4, ZONE, lambda shopper: shopper == "a")
    assert seen(past)[("a", "tea")] == (2, 0) and seen(past)[("b", "cup")] == (10, 1) and ("c", "gun") in seen(past)


def test_what_was_chosen_after_the_cut_is_counted_by_person() -> None:
    found = count(folded(EVENTS), Split(FIRST + 4, FIRST + 5), EVERYBODY)
    assert found.bought == {"a": {"tea"}, "b": {"cup"}} and found.acted == found.bought
    assert found.owners == {"tea": 2, "cup": 1} and found.shoppers == 3

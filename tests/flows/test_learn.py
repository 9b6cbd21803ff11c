"""The model is learned from persons, and from those only who consented."""

import numpy as np

from huozhao.backends.memory.state import MemoryState
from huozhao.events.catalogue import Line, OrderPaid, ProductViewed
from huozhao.events.event import Event, Recorded, event
from huozhao.flows.learning.learn import fit, fitted, lists
from huozhao.flows.people.standing import Known
from huozhao.insight.folds import insight_folds
from huozhao.matching import tastes

DAY = 86_400_000
FOLDS = (*insight_folds("Asia/Shanghai"), tastes.FOLD)


def folded(events: list[Event]) -> MemoryState:
    state = MemoryState(FOLDS)
    for fold in FOLDS:
        recorded = [Recorded(n + 1, e) for n, e in enumerate(events)]
        writes = [w for r in recorded if not fold.events or r.event.name in fold.events for w in fold.fold(r)]
        state.apply(fold.name, 0, len(events), writes)
    return state


def bought(number: int, shopper: str, *skus: str) -> Event:
    lines = [Line(sku, 1, 100) for sku in skus]
    return event(f"o{number}", 20_000 * DAY, shopper, OrderPaid(f"o{number}", lines, 100 * len(skus)))


def known(person: dict[str, str], refused: frozenset[str] = frozenset()) -> Known:
    return Known(lambda s: person.get(s, s), lambda s: (s,), lambda s, _: s not in refused, lambda: 0)


EVENTS = [
    event("v1", 20_000 * DAY, "u1", ProductViewed("tea")), event("v2", 20_000 * DAY, "phone-1", ProductViewed("tea")),
    bought(1, "u1", "tea"), bought(2, "phone-1", "cup"), bought(3, "u2", "tea", "cup"), bought(4, "shy", "tea", "gun"),
]


def test_two_ids_of_one_person_are_one_row_with_the_sum_of_their_tastes() -> None:
    model = fit(folded(EVENTS), "1", known({"phone-1": "u1"}))
    assert model.shoppers.names() == ["shy", "u1", "u2"]
    row = model.shoppers.place("u1")
    span = slice(model.tastes.starts[row], model.tastes.starts[row + 1])
    found = dict(zip(model.tastes.indices[span].tolist(), model.tastes.values[span].tolist(), strict=True))
    assert found == {model.skus.place("tea"): 12.0, model.skus.place("cup"): 10.0}


def test_what_one_person_bought_under_two_ids_on_one_day_is_one_basket() -> None:
    alone, joined = fit(folded(EVENTS[:4]), "1"), fit(folded(EVENTS[:4]), "1", known({"phone-1": "u1"}))
    assert len(alone.together.indices) == 0
    assert len(joined.together.indices) == 2


def test_who_did_not_consent_is_in_no_model() -> None:
    model = fit(folded(EVENTS), "1", known({}, frozenset({"shy"})))
    assert "shy" not in model.shoppers.names()
    gun = model.skus.place("gun")
    assert gun not in model.tastes.indices and gun not in model.together.indices
    assert np.isfinite(model.popular).all()


def test_acts_of_nobody_known_heat_the_goods_and_are_nobodys_taste() -> None:
    state = folded([event("v", 20_000 * DAY, "", ProductViewed("tea"))])
    assert state.scan("tastes") == [] and state.scan("heat")[0]["weight"] == 1


def test_many_acts_tune_the_model_and_few_keep_its_defaults() -> None:
    told = [
        event(f"{u}-{n}", 20_000 * DAY + n * 60_000, f"u{u}", ProductViewed(f"g{(u % 4) * 10 + (u + n) % 10}"))
        for u in range(80) for n in range(6)
    ]  # fmt: skip
    model, learned = fitted(folded(told), "1")
    assert learned is not None and learned.about()["trials"] > 20
    assert len(model.related.indices) and model.following.rows == len(model.skus)
    found = lists(model, np.zeros(len(model.skus), np.bool_), lambda done, of: None, learned)
    best = model.skus.name(int(found.row(model.shoppers.place("u0"))[0][0]))
    assert found.rows == 80 and best in {"g6", "g7", "g8", "g9"}
    few, nothing = fitted(folded(EVENTS), "1")
    assert nothing is None and not len(few.following.indices)

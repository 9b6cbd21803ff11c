"""Who is likely to want a product: the own taste in its category, and tastes like those of its fans."""

import numpy as np

from huozhao.matching.likely import likely
from huozhao.matching.model import Model, Sparse, empty, no_model
from huozhao.terms.ids import Ids

SKUS = Ids.of(["cup", "mug", "rice", "tea"])


def _table(rows: list[dict[str, float]], columns: Ids) -> Sparse:
    starts = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
    indices = np.array([columns.place(name) for row in rows for name in row], np.int32)
    return Sparse(starts, indices, np.array([value for row in rows for value in row.values()], np.float32))


def _model() -> Model:
    shoppers = Ids.of(["fan", "like", "mugs", "other"])
    tastes = [{"cup": 5.0, "tea": 5.0}, {"tea": 9.0}, {"mug": 9.0}, {"rice": 9.0}]
    fans = [{"fan": 5.0}, {"mugs": 9.0}, {"other": 9.0}, {"fan": 5.0, "like": 9.0}]
    nothing = np.zeros(4, np.float32)
    drawn, drawing = _table(tastes, SKUS), _table(fans, shoppers)
    return Model("v", SKUS, shoppers, empty(4), empty(4), drawn, drawing, nothing, nothing)


def test_fans_their_likes_and_friends_of_the_category_are_found_and_nobody_else() -> None:
    found = {each.shopper: each for each in likely(_model(), "cup", ["cup", "mug"])}
    assert set(found) == {"fan", "like", "mugs"}
    assert found["fan"].like == 1.0 and 0 < found["like"].like < 1 and found["like"].own == 0
    assert found["mugs"].like == 0 and 0 < found["mugs"].own < 1


def test_a_product_that_nobody_knows_goes_to_friends_of_its_category() -> None:
    assert [each.shopper for each in likely(_model(), "new-cup", ["new-cup", "mug"])] == ["mugs"]
    assert likely(no_model(), "cup", ["cup"]) == []

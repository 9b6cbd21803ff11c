"""Two predicted tags on real data: learned on old days, chosen on later ones, measured on the newest."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow


def measured(name: str, tag: str, folder: Path) -> tuple[Any, Any]:
    """Measure a tag as the figure of the same data does; return what was found and the history."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
    import _histories
    import _predicting

    history = getattr(_histories, name)(folder)
    return _predicting.measured(history, tag), history


def test_purchase_intent_on_the_taobao_log_beats_recency_and_frequency_and_the_base_rate(shared_data: Path) -> None:
    found, history = measured("taobao", "purchase_intent", shared_data)
    window = found.card.windows
    assert window.test + window.horizon == int(history.day.max())
    assert max(window.train) + window.horizon <= window.valid <= window.test - window.horizon
    assert found.ours.auc > 0.58 and found.ours.auc_low > found.recency_frequency.auc + 0.03
    assert found.ours.brier < found.recency_frequency.brier - 0.004 < found.ours.brier_base
    assert found.ours.ece < 0.05 and found.ours.n > 25_000


def test_churn_on_online_retail_beats_recency_and_frequency_and_the_base_rate(shared_data: Path) -> None:
    found, _ = measured("online_retail", "churn_risk", shared_data)
    better, margin = found.better_by
    assert found.ours.auc > 0.78 and found.ours.ece < 0.05
    assert better - margin > 0, "the gain over recency and frequency lies within chance"
    assert found.ours.brier < found.recency_frequency.brier < 0.8 * found.ours.brier_base
    assert found.card.windows.horizon == 90 and found.card.windows.look_back == 365


def test_views_of_the_taobao_log_would_give_the_purchase_away_and_are_left_out(shared_data: Path) -> None:
    """Every view of that copy is of an item that the same shopper buys, so a view before the purchase tells of it."""
    import pyarrow.parquet as pq

    table = pq.read_table(shared_data / "taobao-events" / "events.parquet")
    event = np.array(table["event"].to_pylist())
    pairs = table["user_id"].to_numpy().astype(np.int64) * 1_000_000 + table["item_id"].to_numpy()
    assert np.isin(pairs[event == "pv"], pairs[event == "buy"]).all()
    assert not np.isin(pairs[event == "cart"], pairs[event == "buy"]).all()
    found, history = measured("taobao", "purchase_intent", shared_data)
    assert history.of("view").times().sum() == 0
    told = [feature for feature, _ in found.card.importance]
    assert not [feature for feature in told if feature.startswith(("views", "most_views", "days_since_view"))]

"""The fold of exposures: who met which arm of which experiment on which day."""

from collections.abc import Iterable

from huozhao.events.event import Recorded
from huozhao.events.experiments import ExperimentExposed
from huozhao.events.state import Fold, Scalar, Table, Write
from huozhao.terms.time import local_day

# One row an experiment, shopper and day; the day's latest exposure stands.
EXPOSURES = Table("exposures", ("experiment", "shopper", "day"), put=("arm", "unit", "version"))


def exposures_fold(zone: str) -> Fold:
    """Return the fold for a mall whose days are counted in the IANA time zone `zone`."""

    def fold(recorded: Recorded) -> Iterable[Write]:
        event, what = recorded.event, recorded.event.properties
        if isinstance(what, ExperimentExposed) and event.shopper:
            key = (what.experiment, event.shopper, local_day(event.at, zone))
            put: dict[str, Scalar] = {"arm": what.arm, "unit": what.unit, "version": what.version}
            yield Write(EXPOSURES.name, key, put=put, at=event.at)

    return Fold("experiments", (EXPOSURES,), frozenset({"Experiment Exposed"}), fold)

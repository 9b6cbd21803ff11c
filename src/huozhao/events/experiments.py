"""Events of experiments: who met which arm, so that arms can be compared."""

from typing import Annotated

from msgspec import Meta

from huozhao.events.fields import Properties, Short


class ExperimentExposed(Properties, frozen=True):
    """The shopper met an arm of an experiment; once a day is enough."""

    experiment: Short
    arm: Short
    version: Annotated[int, Meta(ge=0)] = 0
    unit: Annotated[Short, Meta(description="what was assigned: empty = the shopper, else a shop or a block")] = ""
    placement: Short = ""

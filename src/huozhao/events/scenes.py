"""Events of scenes: who met which one, so that what a scene achieves can be measured."""

from typing import Annotated

from msgspec import Meta

from huozhao.events.fields import Properties, Short


class SceneMet(Properties, frozen=True):
    """A scene held for the shopper on a page; in the arm held_out its zone was left away for comparison."""

    scene: Short
    version: Annotated[int, Meta(ge=0)] = 0
    arm: Annotated[str, Meta(pattern="^(shown|held_out)$")] = "shown"

"""Shapes of scenes on the wire."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from huozhao.app import App
from huozhao.flows.scenes.book import Kept
from huozhao.flows.scenes.desk import Judged, Preview
from huozhao.flows.scenes.effect import Effect, said
from huozhao.http.wire import Place, Words, words
from huozhao.matching.context import Context
from huozhao.matching.scenes.conditions import Check, clauses, rule_of
from huozhao.matching.scenes.read import Problem, require_scene
from huozhao.matching.scenes.scene import Scene
from huozhao.matching.scenes.weather import in_words
from huozhao.terms.calendar import calendar_day
from huozhao.terms.goods import Sku
from huozhao.terms.text import Text
from huozhao.terms.time import day_name, iso

Celsius = Annotated[float, Meta(ge=-60, le=60, extra_json_schema={"unit": "degrees Celsius"})]
MOST_TEXT = 200_000


class SceneIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scene to keep: as plain data, or as YAML in `source`. `draft` keeps it without touching any page."""

    scene: dict[str, Any] | None = None
    source: Annotated[str, Meta(max_length=MOST_TEXT)] = ""
    draft: bool = False


class SceneSourceIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Scenes to check: one as plain data, or any number as YAML in `source`."""

    scene: dict[str, Any] | None = None
    source: Annotated[str, Meta(max_length=MOST_TEXT)] = ""


class SceneVersionIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An old version to put in force again."""

    version: Annotated[int, Meta(ge=1)]


class WeatherIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Weather by hand. Low and high lie 4 °C from the mean where they are missing; `recent_c` has yesterday first."""

    mean_c: Celsius
    low_c: Celsius | None = None
    high_c: Celsius | None = None
    sky: str = ""
    recent_c: Annotated[list[Celsius], Meta(max_length=7)] = msgspec.field(default_factory=list)
    hours: Annotated[int, Meta(ge=1, le=336, extra_json_schema={"unit": "hours"})] | None = None


class ScenePreviewIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As whom, where, when and in what weather to look. `scene` is one being written; it stands in for its own."""

    shopper: str = ""
    place: Place | None = None
    city: Annotated[str, Meta(max_length=64)] = ""
    at: int | str | None = None
    weather: WeatherIn | None = None
    placement: str = "home"
    scene: dict[str, Any] | None = None


class SceneProblemOut(msgspec.Struct, frozen=True):
    """One mistake: line and column from 1 (0 without a text), field, what is wrong, what to do."""

    line: int
    column: int
    scene: str
    field: str
    message: Words
    hint: Words


class SceneShapeOut(msgspec.Struct, frozen=True):
    """A place to draw, in WGS-84: a ring of corners, or one point with a radius in km."""

    scene: str
    name: str
    points: list[tuple[float, float]]
    km: float | None


class SceneValidOut(msgspec.Struct, frozen=True):
    """What is wrong with scenes, what will surprise, what each says in words, and the places to draw."""

    problems: list[SceneProblemOut]
    warnings: list[Words]
    rules: dict[str, Words]
    shapes: list[SceneShapeOut]


class SceneEffectOut(msgspec.Struct, frozen=True):
    """What a scene achieves; `verdict` is helps, hurts, open or none. Shares are of buyers within `window_days`."""

    verdict: str
    said: Words
    shows: int
    clicks: int
    shoppers: int
    held_out: int
    window_days: int
    buyers: float | None = None
    buyers_held_out: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    revenue_fen: float | None = None
    revenue_low_fen: float | None = None
    revenue_high_fen: float | None = None


class SceneOut(msgspec.Struct, frozen=True):
    """A scene as kept: `scene` is what is published (or the draft, where nothing is), `rule` says it in words."""

    id: str
    state: str
    version: int
    has_draft: bool
    title: Words
    rule: Words
    scene: dict[str, Any]
    draft: dict[str, Any] | None
    hold_out: float
    changed_at: str
    changed_by: str
    effect: SceneEffectOut | None


class SceneVersionOut(msgspec.Struct, frozen=True):
    """A version that was published."""

    version: int
    at: str
    scene: dict[str, Any]


class SceneChangeOut(msgspec.Struct, frozen=True):
    """Who did what, when."""

    who: str
    at: str
    what: str


class SceneWholeOut(msgspec.Struct, frozen=True):
    """A scene with its versions, newest first, and the record of its changes, oldest first."""

    scene: SceneOut
    versions: list[SceneVersionOut]
    audit: list[SceneChangeOut]


class ScenePage(msgspec.Struct, frozen=True):
    """All scenes by id."""

    items: list[SceneOut]
    next: str | None


class SceneTemplatePage(msgspec.Struct, frozen=True):
    """Scenes to begin from, as plain data."""

    items: list[dict[str, Any]]
    next: str | None


class CheckOut(msgspec.Struct, frozen=True):
    """Whether a part of a condition holds: what is asked for, what there is."""

    name: str
    holds: bool
    rule: Words
    found: Words
    parts: list["CheckOut"]


class SceneGoodsOut(msgspec.Struct, frozen=True):
    """A product that a scene puts forward."""

    sku: str
    title: str
    price_fen: int
    image: str | None


class JudgedOut(msgspec.Struct, frozen=True):
    """A scene in a preview; `why_not` is null where its zone would stand."""

    id: str
    title: Words
    shown: bool
    why_not: Words | None
    check: CheckOut
    goods: list[SceneGoodsOut]


class WeatherOut(msgspec.Struct, frozen=True):
    """The weather of a day; `source` is observed, forecast, set or climatology."""

    mean_c: float
    low_c: float
    high_c: float
    change_c: float
    sky: str
    source: str
    recent_c: list[float]
    said: Words


class ContextOut(msgspec.Struct, frozen=True):
    """What the mall thinks about a place and a time. `city_by` is named, shop, place, told or empty.

    `calendar` is official, statutory or computed: how sure the kind of day is.
    """

    at: str
    day: str
    weekday: int
    minute: int
    city: str
    city_by: str
    province: str
    days: list[str]
    calendar: str
    weather: WeatherOut | None
    tags: dict[str, str]


class ScenePreviewOut(msgspec.Struct, frozen=True):
    """The context of the page and every published scene in it, in the order of the page."""

    context: ContextOut
    scenes: list[JudgedOut]


class SetWeatherOut(msgspec.Struct, frozen=True):
    """Weather that was set for a city."""

    city: str
    weather: WeatherOut
    who: str
    at: str
    until: str


class SetWeatherPage(msgspec.Struct, frozen=True):
    """All weather that is set now, and why the service does not answer, empty where it does or there is none."""

    items: list[SetWeatherOut]
    next: str | None


def scene_out(mall: App, kept: Kept, effects: dict[str, Effect]) -> SceneOut:
    """Return a scene for the wire."""
    body: dict[str, Any] = kept.now or kept.draft or {}
    scene = require_scene(body)
    last: dict[str, Any] = kept.audit[-1] if kept.audit else {"who": "", "at": kept.changed_at}
    share = mall.scenes.scenes.meetings.share_of(scene)
    effect = effects.get(kept.scene)
    return SceneOut(
        kept.scene, kept.state, kept.version, kept.draft is not None, words(scene.title), words(rule_of(scene.when)),
        body, kept.draft, share, iso(int(last["at"])), str(last["who"]), effect_out(effect) if effect else None)


def effect_out(effect: Effect) -> SceneEffectOut:
    """Return an effect for the wire."""
    lift = effect.lift
    buyers, revenue = lift.buyers, lift.revenue_fen
    out = SceneEffectOut(effect.verdict, words(said(effect)), effect.shows, effect.clicks, lift.treatment.shoppers,
                         lift.hold_out.shoppers, effect.window_days)  # fmt: skip
    if buyers:
        out = replace(out, buyers=buyers.treatment, buyers_held_out=buyers.hold_out, difference=buyers.difference,
                      low=buyers.low, high=buyers.high)  # fmt: skip
    if revenue:
        out = replace(out, revenue_fen=revenue.difference, revenue_low_fen=revenue.low, revenue_high_fen=revenue.high)
    return out


def whole_out(mall: App, kept: Kept) -> SceneWholeOut:
    """Return a scene with its history for the wire."""
    effects = mall.scenes.effect() if kept.now and not kept.is_deleted else {}
    versions = [SceneVersionOut(n, iso(at), body) for n, at, body in mall.scenes.book.versions(kept.scene)]
    audit = [SceneChangeOut(entry["who"], iso(entry["at"]), entry["what"]) for entry in kept.audit]
    return SceneWholeOut(scene_out(mall, kept, effects), versions, audit)


def problem_out(problem: Problem) -> SceneProblemOut:
    """Return a mistake for the wire."""
    return SceneProblemOut(problem.line, problem.column, problem.scene, problem.field, words(problem.message),
                           words(problem.hint))  # fmt: skip


def context_out(context: Context, city_by: str) -> ContextOut:
    """Return a context for the wire."""
    return ContextOut(
        iso(context.at), day_name(context.day), context.weekday, 60 * context.hour + context.minute, context.city,
        city_by, context.province, sorted(context.days), calendar_day(context.day).confidence,
        weather_out(context) if context.weather else None, dict(context.tags))


def weather_out(context: Context) -> WeatherOut:
    """Return the weather of a context for the wire."""
    met = context.weather
    assert met is not None
    return WeatherOut(met.mean_c, met.low_c, met.high_c, met.change_c, met.condition, met.source, list(met.recent_c),
                      words(in_words(context)))  # fmt: skip


def preview_out(preview: Preview) -> ScenePreviewOut:
    """Return a preview for the wire."""
    return ScenePreviewOut(context_out(preview.context, preview.found.by), [_judged(each) for each in preview.judged])


def shapes_of(scenes: list[Scene]) -> list[SceneShapeOut]:
    """Return the radii and polygons of scenes."""
    found = []
    for scene in scenes:
        for clause in clauses(scene.when):
            if (clause.kind, clause.name) == ("place", "near"):
                found += [SceneShapeOut(scene.scene, r.name, [(r.centre.longitude, r.centre.latitude)], r.km)
                          for r in clause.value]
            elif (clause.kind, clause.name) == ("place", "polygons"):
                found += [SceneShapeOut(scene.scene, p.name, list(p.corners), None) for p in clause.value]
    return found


def rules_of(scenes: list[Scene]) -> dict[str, Words]:
    """Return what each scene asks for in words."""
    return {scene.scene: words(rule_of(scene.when)) for scene in scenes}


def _judged(judged: Judged) -> JudgedOut:
    goods = [_goods(sku) for sku in judged.goods]
    return JudgedOut(judged.scene.scene, words(judged.scene.title), judged.is_shown, _maybe(judged.why_not),
                     _check(judged.check), goods)  # fmt: skip


def _check(check: Check) -> CheckOut:
    parts = [_check(part) for part in check.parts]
    return CheckOut(check.name, check.holds, words(check.rule), words(check.found), parts)


def _goods(sku: Sku) -> SceneGoodsOut:
    return SceneGoodsOut(sku.sku, sku.title, sku.price_fen, sku.image)


def _maybe(text: Text | None) -> Words | None:
    return words(text) if text else None

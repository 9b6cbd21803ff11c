"""Scenes: what operators declare, publish, preview and take back, and what each of them achieves."""

from typing import Any, Literal

from litestar import Request, Router, delete, get, post, put

from huozhao.app import App
from huozhao.flows.scenes.book import publish_draft, require_same
from huozhao.flows.scenes.desk import Wanted, require_placement
from huozhao.flows.scenes.weathers import read_weather
from huozhao.http.gate.asking import principal_of, who
from huozhao.http.gate.guard import require
from huozhao.http.what.scene_wire import (
    SceneIn,
    SceneOut,
    ScenePage,
    ScenePreviewIn,
    ScenePreviewOut,
    SceneSourceIn,
    SceneTemplatePage,
    SceneValidOut,
    SceneVersionIn,
    SceneWholeOut,
    WeatherIn,
    preview_out,
    problem_out,
    rules_of,
    scene_out,
    shapes_of,
    whole_out,
)
from huozhao.http.wire import where, words
from huozhao.matching.scenes.read import SceneError
from huozhao.matching.scenes.scene import PLACEMENTS
from huozhao.matching.scenes.templates import templates
from huozhao.terms.errors import BadInput
from huozhao.terms.time import parse_instant


@get("/scenes", summary="Read all scenes", tags=["scenes"], sync_to_thread=True)
def get_scenes(mall: App) -> ScenePage:
    """Return every scene with its state and what it achieves."""
    effects = mall.scenes.effect()
    return ScenePage([scene_out(mall, kept, effects) for kept in mall.scenes.book.all()], None)


@get("/scenes/templates", summary="Read scenes to begin from", tags=["scenes"], sync_to_thread=True)
def get_templates() -> SceneTemplatePage:
    """Return ready scenes: cherry blossom, a cold wave, the morning rush, mothers, office workers, New Year, rain."""
    return SceneTemplatePage([dict(body) for body in templates()], None)


@get("/scenes/{scene:str}", summary="Read one scene", tags=["scenes"], sync_to_thread=True)
def get_scene(mall: App, scene: str) -> SceneWholeOut:
    """Return one scene with its versions and who changed what; a deleted one too."""
    return whole_out(mall, mall.scenes.book.get(scene))


@put("/scenes/{scene:str}", status_code=200, summary="Write a scene", tags=["scenes"], sync_to_thread=True)
def put_scene(mall: App, request: Request[Any, Any, Any], scene: str, data: SceneIn) -> SceneOut:
    """Publish a scene as its next version, or keep it as a draft; the answer to a mistake says where it is."""
    body, book = require_same(scene, _single(mall, data)), mall.scenes.book
    keep = book.keep_draft if data.draft else book.publish
    return scene_out(mall, keep(body, who(request), mall.clock()), {})


@delete("/scenes/{scene:str}", status_code=200, summary="Delete a scene", tags=["scenes"], sync_to_thread=True)
def delete_scene(mall: App, request: Request[Any, Any, Any], scene: str) -> SceneOut:
    """Take a scene off all pages and out of the list; POST …/undo brings it back."""
    return scene_out(mall, mall.scenes.book.delete(scene, who(request), mall.clock()), {})


@post("/scenes/{scene:str}/restore", status_code=200, summary="Restore an old version", tags=["scenes"],
      sync_to_thread=True)  # fmt: skip
def post_restore(mall: App, request: Request[Any, Any, Any], scene: str, data: SceneVersionIn) -> SceneOut:
    """Put an old version of a scene in force again, as the next version."""
    return scene_out(mall, mall.scenes.book.restore(scene, data.version, who(request), mall.clock()), {})


@post("/scenes/{scene:str}/{step:str}", status_code=200, summary="Publish the draft, turn on or off, undo",
      tags=["scenes"], sync_to_thread=True)  # fmt: skip
def post_step(
    mall: App, request: Request[Any, Any, Any], scene: str, step: Literal["publish", "on", "off", "undo"]
) -> SceneOut:
    """Publish the draft of a scene, turn the scene on or off, or take its last change back."""
    book, name, now = mall.scenes.book, who(request), mall.clock()
    if step == "publish":
        kept = publish_draft(book, scene, name, now)
    elif step == "undo":
        kept = book.undo(scene, name, now)
    else:
        kept = book.switch(scene, step == "on", name, now)
    return scene_out(mall, kept, {})


@post("/scenes/validate", status_code=200, summary="Check scenes", tags=["scenes"], sync_to_thread=True)
def post_validate(mall: App, data: SceneSourceIn) -> SceneValidOut:
    """Return every mistake with its line or field and the way out, what will surprise, and the rules in words."""
    found, problems = mall.scenes.read(_given(data.scene, data.source))
    scenes = [scene for scene, _ in found]
    warnings = [words(text) for scene in scenes for text in mall.scenes.warnings(scene)]
    return SceneValidOut([problem_out(problem) for problem in problems], warnings, rules_of(scenes),
                         shapes_of(scenes))  # fmt: skip


@post("/scenes/preview", status_code=200, summary="See a page through its scenes", tags=["scenes"],
      sync_to_thread=True)  # fmt: skip
def post_preview(mall: App, request: Request[Any, Any, Any], data: ScenePreviewIn) -> ScenePreviewOut:
    """Return which scenes hold as a shopper, at a place, a time and in a weather, and why; nothing is recorded."""
    look_at(mall, request, data.shopper, "scene_preview")
    place = where(data.place)
    wanted = Wanted(
        data.shopper, place, data.city, None if data.at is None else parse_instant(data.at),
        read_weather(given_weather(data.weather)) if data.weather else None,
        require_placement(data.placement, PLACEMENTS))  # fmt: skip
    return preview_out(mall.scenes.preview(wanted, data.scene))


def look_at(mall: App, request: Request[Any, Any, Any], shopper: str, what: str) -> None:
    """Hold a look through a single shopper's eyes to its permission, and put it on record."""
    if shopper:
        principal = principal_of(request)
        require(principal, "shoppers:read")
        mall.looks.looked(principal, shopper, what)


def given_weather(data: WeatherIn) -> dict[str, Any]:
    """Return weather by hand as plain data."""
    return {name: getattr(data, name) for name in WeatherIn.__struct_fields__}


def _given(scene: dict[str, Any] | None, source: str) -> str | dict[str, Any]:
    if (scene is None) == (not source):
        raise BadInput("scene_missing", "send either scene or source", field="scene",
                       hint='{"scene": {…}} as plain data, or {"source": "…"} as YAML')
    return source or dict(scene or {})


def _single(mall: App, data: SceneIn) -> dict[str, Any]:
    found, problems = mall.scenes.read(_given(data.scene, data.source))
    if problems:
        raise SceneError(problems)
    if len(found) != 1:
        raise BadInput("several_scenes", f"there are {len(found)} scenes here", field="source",
                       hint="send one at a time, or use `huozhao scenes apply`")
    return found[0][1]


ROUTER = Router("/", route_handlers=[
    get_scenes, get_templates, get_scene, put_scene, delete_scene, post_restore, post_step, post_validate, post_preview,
])  # fmt: skip

"""Tags of the whole mall: definitions and sizes."""

import asyncio
from typing import Any

import msgspec
from litestar import Router, delete, get, put

from huozhao.app import App
from huozhao.http.wire import Words, words
from huozhao.insight.tags.behaviour import rule_text
from huozhao.insight.tags.definitions import BUILT_IN, from_dict, to_dict
from huozhao.terms.errors import NotFound


class TagDefinition(msgspec.Struct, frozen=True):
    """A behaviour tag: what it asks for and how many shoppers carry it (null before the first run)."""

    tag: str
    layer: str
    label: Words
    rule: Words
    shoppers: int | None
    clauses: list[dict[str, Any]]


class TagPage(msgspec.Struct, frozen=True):
    """All behaviour tags."""

    items: list[TagDefinition]
    next: str | None


class TagIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A behaviour tag as data: its label and 1 to 10 clauses that must all hold."""

    label: dict[str, str]
    clauses: list[dict[str, Any]]


@get("/tags", summary="Read all behaviour tags", tags=["tags"])
async def get_tags(mall: App) -> TagPage:
    """Return the behaviour tags with their rule in words and how many shoppers carry each."""
    counts = await asyncio.to_thread(mall.learn.tag_sizes)
    items = [
        TagDefinition(d.tag, "behaviour", words(d.label), words(rule_text(d)), counts.get(d.tag), to_dict(d)["clauses"])
        for d in mall.learned.definitions()
    ]
    return TagPage(items, None)


@put("/tags/{tag:str}", status_code=200, summary="Define a behaviour tag", tags=["tags"])
async def put_tag(mall: App, tag: str, data: TagIn) -> TagDefinition:
    """Define a behaviour tag, or define one of the product's own anew; it is in force at once."""
    definition = from_dict(tag, {"label": data.label, "clauses": data.clauses})
    await asyncio.to_thread(mall.documents.put, "tag_definition", tag, to_dict(definition))
    clauses = to_dict(definition)["clauses"]
    return TagDefinition(tag, "behaviour", words(definition.label), words(rule_text(definition)), None, clauses)


@delete("/tags/{tag:str}", status_code=200, summary="Withdraw a behaviour tag", tags=["tags"])
async def delete_tag(mall: App, tag: str) -> TagPage:
    """Withdraw a tag; one of the product's own is switched off."""
    if tag not in {definition.tag for definition in mall.learned.definitions()}:
        raise NotFound("unknown_tag", f"there is no tag {tag!r}", field="tag")
    if tag in {definition.tag for definition in BUILT_IN}:
        built_in = next(definition for definition in BUILT_IN if definition.tag == tag)
        mall.documents.put("tag_definition", tag, {**to_dict(built_in), "off": True})
    else:
        mall.documents.delete("tag_definition", [tag])
    return TagPage([], None)


ROUTER = Router("/", route_handlers=[get_tags, put_tag, delete_tag])

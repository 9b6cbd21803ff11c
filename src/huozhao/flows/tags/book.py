"""The book of definitions: drafts, what is published with all its versions, what was withdrawn; tags from elsewhere."""

from collections.abc import Callable, Set
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from huozhao.events.documents import Documents
from huozhao.flows.crowds.book import BOOK as CROWDS
from huozhao.flows.tags.rules import asked, ordered
from huozhao.insight.tags.definition import Definition, cases, from_dict, to_dict
from huozhao.insight.tags.language.tree import needs
from huozhao.insight.tags.yaml_file import definitions
from huozhao.terms.errors import BadInput, NotFound

PUBLISHED, VERSION, DRAFT, ELSEWHERE, BOOK = "tag", "tag_version", "tag_draft", "tag_elsewhere", "tag_book"
MOST = 1_000


@lru_cache(maxsize=1)
def built_in() -> tuple[Definition, ...]:
    """Return the tags that come with the product."""
    text = files("huozhao.insight.tags").joinpath("built_in.yaml").read_text("utf-8")
    return tuple(replace(found, version=1, state="published") for found in definitions(text))


class TagBook:
    """Keeps definitions as documents. Every publication is a version of its own; old ones can be restored."""

    def __init__(self, documents: Documents, crowds: Callable[[str], str | None] = lambda _: None) -> None:
        self._documents, self.crowd, self.outside = documents, crowds, OutsideTags(documents)

    def mark(self) -> tuple[int, int]:
        """Return two numbers: the first rises with every change of what is published, the second with every crowd's."""
        return _version(self._documents, BOOK), _version(self._documents, CROWDS)

    def published(self) -> list[Definition]:
        """Return the definitions in force: those of the product first."""
        own = self._own()
        given = [own.get(found.tag, found) for found in built_in()]
        names = {found.tag for found in given}
        return [d for d in (*given, *(d for d in own.values() if d.tag not in names)) if d.state == "published"]

    def all(self) -> list[Definition]:
        """Return every definition: published, withdrawn, and drafts of tags that never were published."""
        known = {found.tag: found for found in (*built_in(), *self._own().values())}
        drafts = [from_dict(doc.body) for doc in self._documents.list(DRAFT, limit=MOST)]
        return [*known.values(), *(found for found in drafts if found.tag not in known)]

    def get(self, tag: str) -> Definition:
        """Return the newest published or withdrawn definition, else the draft; NotFound when there is none."""
        for found in self.all():
            if found.tag == tag:
                return found
        raise NotFound("unknown_tag", f"there is no tag {tag!r}", field="tag", hint="see GET /v1/tags")

    def draft(self, tag: str) -> Definition | None:
        """Return the draft of a tag or None."""
        found = self._documents.get(DRAFT, tag)
        return from_dict(found.body) if found else None

    def versions(self, tag: str) -> list[tuple[Definition, int]]:
        """Return every published version of a tag, newest first, with when that was (ms, 0 = with the product)."""
        self.get(tag)
        found = self._documents.list(VERSION, after=f"{tag}@", limit=MOST)
        own = [(from_dict(doc.body), doc.at) for doc in found if doc.id.startswith(f"{tag}@")]
        return [*reversed(own), *((found, 0) for found in built_in() if found.tag == tag)]

    def keep_draft(self, definition: Definition) -> Definition:
        """Keep a draft; nothing else changes."""
        kept = replace(definition, version=self._newest(definition.tag), state="draft")
        self._documents.put(DRAFT, definition.tag, to_dict(kept))
        return kept

    def publish(self, definition: Definition) -> Definition:
        """Put a definition in force as the next version."""
        kept = replace(definition, version=self._newest(definition.tag) + 1, state="published")
        self._documents.put(VERSION, f"{kept.tag}@{kept.version:06d}", to_dict(kept))
        self._documents.put(PUBLISHED, kept.tag, to_dict(kept))
        self._documents.delete(DRAFT, [kept.tag])
        self._turn()
        return kept

    def withdraw(self, tag: str) -> Definition:
        """Take a tag out of force; its versions stay."""
        asked = [d.tag for d in self.published() if any(tag in needs(node).tags for _, node in cases(d))]
        if asked:
            raise BadInput("tag_in_use", f"{tag!r} is asked for by {', '.join(asked)}", field="tag",
                           hint="withdraw or change those first")
        kept = replace(self.get(tag), state="withdrawn")
        self._documents.put(PUBLISHED, tag, to_dict(kept))
        self._turn()
        return kept

    def restore(self, tag: str, version: int) -> Definition:
        """Publish an old version again, as the next version."""
        for found, _ in self.versions(tag):
            if found.version == version:
                require_sound(self, found)
                return self.publish(found)
        raise NotFound("unknown_version", f"{tag!r} has no version {version}", field="version",
                       hint=f"see GET /v1/tags/{tag}")

    def _own(self) -> dict[str, Definition]:
        return {found.id: from_dict(found.body) for found in self._documents.list(PUBLISHED, limit=MOST)}

    def _newest(self, tag: str) -> int:
        versions = [found.version for found in (*built_in(), *self._own().values()) if found.tag == tag]
        return max(versions, default=0)

    def _turn(self) -> None:
        self._documents.put(BOOK, "current", {})


class OutsideTags:
    """What is known of tags that are published from elsewhere: by predictions, segments, other systems."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def all(self) -> dict[str, dict[str, Any]]:
        """Return what is known by tag."""
        return {found.id: found.body for found in self._documents.list(ELSEWHERE, limit=MOST)}

    def tell(self, tag: str, about: dict[str, Any]) -> None:
        """Keep what there is to say of a tag."""
        known = self._documents.get(ELSEWHERE, tag)
        if known is None or known.body != about:
            self._documents.put(ELSEWHERE, tag, about)

    def purpose(self, tag: str) -> str:
        """Return the purpose of a tag, personalisation where nothing is known."""
        own = self._documents.get(PUBLISHED, tag) or self._documents.get(ELSEWHERE, tag)
        return str(own.body["purpose"]) if own else "personalisation"


def require_sound(book: TagBook, definition: Definition, new: Set[str] = frozenset()) -> None:
    """Raise BadInput when a definition asks for tags or crowds that there are not, or for itself in a circle.

    `new` are tags that are about to be published as well.
    """
    found = cases(definition)
    known = {d.tag for d in book.published()} | set(book.outside.all()) | new
    for tag in asked(found):
        if tag not in known and not tag.startswith(("fact:", "rfm:")):
            raise BadInput("unknown_tag", f"there is no tag {tag!r} to ask for", field="when",
                           hint="publish that one first")
    for name in {name for _, node in found for name in needs(node).crowds}:
        if book.crowd(name) is None:
            raise BadInput("unknown_crowd", f"there is no crowd {name!r}", field="when", hint="see GET /v1/crowds")
    others = {d.tag: asked(cases(d)) for d in book.published()}
    ordered({**others, definition.tag: asked(found)})


def _version(documents: Documents, kind: str) -> int:
    found = documents.get(kind, "current")
    return found.version if found else 0

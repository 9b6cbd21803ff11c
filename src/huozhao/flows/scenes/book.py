"""The book of scenes: what is published with all its versions, drafts, who changed what, and undo."""

import threading
import time
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.matching.scenes.read import require_scene
from huozhao.matching.scenes.scene import Scene
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND, VERSION = "scene", "scene_version"
MOST = 500
# Another process may have written: what is kept in memory is read again after so long (s).
KEPT_S = 1.0
Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A scene with its draft and the record of its changes, oldest first.

    `now` is what is published as plain data, None where nothing ever was; `version` counts publications.
    """

    scene: str
    now: Body | None
    draft: Body | None
    version: int
    is_deleted: bool
    audit: tuple[Body, ...]
    changed_at: int

    @property
    def state(self) -> str:
        """One of live, off (published, not enabled), draft, deleted."""
        if self.is_deleted:
            return "deleted"
        if self.now is None:
            return "draft"
        return "live" if require_scene(self.now).enabled else "off"


class SceneBook:
    """Keeps scenes as documents. A publication is a version of its own; every change can be taken back."""

    def __init__(self, documents: Documents) -> None:
        self._documents, self._lock = documents, threading.Lock()
        self._live: tuple[float, tuple[Scene, ...]] | None = None

    def all(self) -> list[Kept]:
        """Return every scene that is not deleted, by id."""
        return [kept for kept in map(_kept, self._documents.list(KIND, limit=MOST)) if not kept.is_deleted]

    def live(self) -> tuple[Scene, ...]:
        """Return the scenes that are published and enabled, at most a second old."""
        held = self._live
        if held is None or time.monotonic() - held[0] > KEPT_S:
            found = [replace(require_scene(kept.now), version=kept.version) for kept in self.all() if kept.now]
            self._live = held = (time.monotonic(), tuple(scene for scene in found if scene.enabled))
        return held[1]

    def get(self, scene: str) -> Kept:
        """Return one scene, a deleted one too; NotFound when there never was one."""
        found = self._documents.get(KIND, scene)
        if found is None:
            raise NotFound("unknown_scene", f"there is no scene {scene!r}", field="scene", hint="see GET /v1/scenes")
        return _kept(found)

    def versions(self, scene: str) -> list[tuple[int, int, Body]]:
        """Return (version, when it was published in ms, body) of a scene, newest first."""
        found = self._documents.list(VERSION, after=f"{scene}@", limit=MOST)
        return [(int(doc.body["version"]), doc.at, doc.body["scene"]) for doc in reversed(found)
                if doc.id.startswith(f"{scene}@")]

    def keep_draft(self, body: Body, who: str, now: int) -> Kept:
        """Keep a draft; pages do not change. SceneError where it has mistakes."""
        return self._put(require_scene(body).scene, {"draft": body, "deleted": False}, who, "draft", now)

    def publish(self, body: Body, who: str, now: int, what: str = "publish") -> Kept:
        """Put a scene in force as the next version. SceneError where it has mistakes."""
        scene = require_scene(body).scene
        found = self._documents.get(KIND, scene)
        version = 1 + max((number for number, _, _ in self.versions(scene)), default=0)
        if found and not found.body["deleted"] and found.body["now"] == body and not found.body["draft"]:
            return _kept(found)
        self._documents.put(VERSION, f"{scene}@{version:06d}", {"version": version, "scene": body, "who": who})
        changes = {"now": body, "draft": None, "deleted": False, "version": version}
        return self._put(scene, changes, who, what, now)

    def switch(self, scene: str, enabled: bool, who: str, now: int) -> Kept:
        """Turn a published scene on or off."""
        kept = self.get(scene)
        if kept.now is None or kept.is_deleted:
            raise Conflict("not_published", f"scene {scene} is not published", field="scene", hint="publish it first")
        return self.publish({**kept.now, "enabled": enabled}, who, now, "on" if enabled else "off")

    def restore(self, scene: str, version: int, who: str, now: int) -> Kept:
        """Put an old version in force again, as the next version."""
        body = next((body for number, _, body in self.versions(scene) if number == version), None)
        if body is None:
            raise NotFound("unknown_version", f"{scene!r} has no version {version}", field="version",
                           hint=f"see GET /v1/scenes/{scene}")
        return self.publish(body, who, now, "restore")

    def delete(self, scene: str, who: str, now: int) -> Kept:
        """Take a scene off all pages and out of the list; undo brings it back."""
        if self.get(scene).is_deleted:
            raise NotFound("unknown_scene", f"scene {scene!r} is deleted", field="scene", hint="undo brings it back")
        return self._put(scene, {"deleted": True}, who, "delete", now)

    def undo(self, scene: str, who: str, now: int) -> Kept:
        """Take the last change that stands back."""
        found = self._documents.get(KIND, scene)
        stands = standing(found.body) if found else []
        if not stands:
            raise Conflict("nothing_to_undo", "no change of this scene stands", field="scene")
        # Before its first change a scene was not there.
        back = {"deleted": True} if len(stands) == 1 else {}
        return self._put(scene, {**back, **stands[-1]["from"]}, who, "undo", now)

    def _put(self, scene: str, changes: Body, who: str, what: str, now: int) -> Kept:
        with self._lock:
            found = self._documents.get(KIND, scene)
            blank: Body = {"now": None, "draft": None, "deleted": False, "version": 0, "audit": []}
            body = changed(found.body if found else blank, changes, who, what, now)
            kept = self._documents.put(KIND, scene, body, expected_version=found.version if found else 0)
            self._live = None
        return _kept(kept)


def publish_draft(book: SceneBook, scene: str, who: str, now: int) -> Kept:
    """Put the draft of a scene in force."""
    draft = book.get(scene).draft
    if draft is None:
        raise Conflict("no_draft", f"scene {scene} has no draft", field="scene", hint="PUT one first")
    return book.publish(draft, who, now)


def require_same(scene: str, body: Body) -> Body:
    """Return a body whose name is that of its address; BadInput where it names another scene."""
    if body.setdefault("scene", scene) != scene:
        raise BadInput("scene_name", f"the body is of scene {body['scene']!r}", field="scene",
                       hint=f"send it to /v1/scenes/{body['scene']}")
    return body


def _kept(found: Document) -> Kept:
    body = found.body
    return Kept(found.id, body["now"], body["draft"], int(body["version"]), bool(body["deleted"]), tuple(body["audit"]),
                found.at)  # fmt: skip

"""Tickets on record: written when an issue is heard, decided with undo and audit, their numbers kept up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.operations.voice.tickets import DRAFT, OPEN, REJECTED, STATES, after
from huozhao.terms.errors import BadInput, Conflict, NotFound
from huozhao.terms.time import DAY_MS

KIND, BOOK, ONE = "ticket", "ticket_book", "current"
# What was rejected is not written again so soon.
QUIET_DAYS = 30
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class TicketBook:
    """Keeps tickets as documents; ids sort by time."""

    documents: Documents
    clock: Callable[[], int]

    def all(self, state: str = "") -> list[Document]:
        """Return tickets, newest first; BadInput for an unknown state."""
        if state and state not in STATES:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(STATES)}")
        return [each for each in reversed(list(self._every())) if state in ("", each.body["state"])]

    def get(self, id: str) -> Document:
        """Return one ticket; NotFound when there is none."""
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_ticket", f"there is no ticket {id!r}", field="id", hint="see GET /v1/tickets")
        return found

    def standing(self, spu: str, aspect: str) -> Document | None:
        """Return the ticket that is open about an aspect of a product, or was rejected a short time ago."""
        quiet = self.clock() - QUIET_DAYS * DAY_MS
        for each in self._every():
            body = each.body
            if (body["spu"], body["aspect"]) == (spu, aspect) and (
                body["state"] in OPEN or (body["state"] == REJECTED and each.at > quiet)
            ):
                return each
        return None

    def write(self, spu: str, aspect: str, facts: Mapping[str, Any], who: str) -> Document:
        """Write a draft, or bring the numbers of the ticket that stands about the same up to date."""
        found, now = self.standing(spu, aspect), self.clock()
        if found is not None:
            return self.note(found, facts) if found.body["state"] in OPEN else found
        first = {"spu": spu, "aspect": aspect, "state": DRAFT, "note": "", "successor": "", "paused": False, "at": now,
                 "hearers": 0}
        body = changed({**first, **facts, "audit": []}, {}, who, "write", now)
        id = f"{now:015d}{self.documents.count(KIND) % 1000:03d}"
        put = self.documents.put(KIND, id, body, 0)
        self._turn()
        return put

    def note(self, found: Document, facts: Mapping[str, Any]) -> Document:
        """Keep the newest numbers of a ticket; that is no decision."""
        if all(found.body.get(key) == value for key, value in facts.items()):
            return found
        return self.documents.put(KIND, found.id, {**found.body, **facts}, found.version)

    def step(self, id: str, what: str, who: str, more: Mapping[str, Any] | None = None) -> Document:
        """Take a step, or take the last decision back (`undo`); Conflict where that cannot be."""
        found = self.get(id)
        changes = self._undone(found.body) if what == "undo" else {"state": after(found.body["state"], what)}
        return self._put(found, {**changes, **(more or {})}, who, what)

    def edit(self, id: str, changes: Mapping[str, Any], who: str) -> Document:
        """Change note, supplier, successor or pause of a ticket."""
        if len(str(changes.get("note", ""))) > LONGEST_NOTE:
            raise BadInput("note_too_long", "the note is too long", field="note",
                           hint=f"at most {LONGEST_NOTE} letters")
        return self._put(self.get(id), changes, who, "edit")

    def version(self) -> int:
        """Return a number that rises with each decision."""
        found = self.documents.get(BOOK, ONE)
        return found.version if found else 0

    def _undone(self, body: Mapping[str, Any]) -> dict[str, Any]:
        stands = standing(body)
        if not stands or stands[-1]["what"] == "write":
            raise Conflict("nothing_to_undo", "no decision about this ticket stands", field="id")
        return dict(stands[-1]["from"])

    def _put(self, found: Document, changes: Mapping[str, Any], who: str, what: str) -> Document:
        body = changed(found.body, changes, who, what, self.clock())
        put = self.documents.put(KIND, found.id, body, found.version)
        self._turn()
        return put

    def _turn(self) -> None:
        self.documents.put(BOOK, ONE, {})

    def _every(self) -> Iterator[Document]:
        after_id = ""
        while batch := self.documents.list(KIND, after=after_id, limit=500):
            yield from batch
            after_id = batch[-1].id


def open_of(tickets: Sequence[Document], states: frozenset[str]) -> list[Document]:
    """Return the tickets in some states."""
    return [each for each in tickets if each.body["state"] in states]

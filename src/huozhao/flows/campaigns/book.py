"""The campaigns of the mall as operators keep them: states, who changed what, and undo."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.operations.campaigns.campaign import (
    DRAFT,
    ENDED,
    PAUSED,
    PREVIEWED,
    RUNNING,
    STATES,
    Campaign,
    campaign_from_dict,
    campaign_to_dict,
)
from huozhao.terms.errors import BadInput, Conflict, NotFound

KIND, MOST = "campaign", 500
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "preview": ((DRAFT, PREVIEWED), PREVIEWED), "start": ((PREVIEWED, PAUSED), RUNNING),
    "pause": ((RUNNING,), PAUSED), "end": ((DRAFT, PREVIEWED, RUNNING, PAUSED), ENDED),
}  # fmt: skip
_ID = re.compile(r"^[a-z0-9_]{1,64}$")


@dataclass(frozen=True, slots=True)
class KeptCampaign:
    """A campaign with its state, its last preview, why it stopped itself, and the record of its changes."""

    campaign: Campaign
    state: str
    version: int
    preview: Mapping[str, Any] | None
    stopped: str
    started_at: int | None
    audit: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CampaignBook:
    """Keeps campaigns as documents; `check` raises BadInput for a crowd that cannot be evaluated."""

    documents: Documents
    check: Callable[[str], None]

    def all(self, state: str = "") -> list[KeptCampaign]:
        """Return campaigns, those that begin last first; BadInput for an unknown state."""
        if state and state not in STATES:
            raise BadInput("unknown_state", f"there is no state {state!r}", field="state",
                           hint=f"one of {', '.join(STATES)}")
        found = [_kept(each) for each in self.documents.list(KIND, limit=MOST)]
        kept = [each for each in found if state in ("", each.state)]
        return sorted(kept, key=lambda each: (-(each.campaign.starts_at or each.started_at or 0),
                                              each.campaign.campaign))

    def get(self, id: str) -> KeptCampaign:
        """Return one campaign; NotFound when there is none."""
        return _kept(self._found(id))

    def write(self, id: str, body: Mapping[str, Any], who: str, now: int) -> KeptCampaign:
        """Write a new draft, or change one that does not run; it has to be previewed anew."""
        if not _ID.match(id):
            raise BadInput("campaign_id", f"{id!r} is no id", field="campaign",
                           hint="1 to 64 small letters, digits and underscores")
        campaign, found = campaign_from_dict(id, body), self.documents.get(KIND, id)
        self.check(campaign.expression)
        if found is None and self.documents.count(KIND) >= MOST:
            raise Conflict("too_many_campaigns", f"there are {MOST} campaigns already", field="campaign")
        if found is not None and found.body["state"] in (RUNNING, ENDED):
            raise Conflict("campaign_state", f"the campaign is {found.body['state']}; it cannot be changed now",
                           field="state", hint="pause it first; what has ended is written anew under another id")
        changes = {**campaign_to_dict(campaign), "state": DRAFT, "preview": None, "stopped": "",
                   "started_at": found.body["started_at"] if found else None}
        return self._put(id, found, changes, who, "edit" if found else "write", now)

    def step(self, id: str, what: str, who: str, now: int, more: Mapping[str, Any] | None = None) -> KeptCampaign:
        """Preview, start, pause or end a campaign; Conflict when its state does not allow it."""
        found = self._found(id)
        before, after = STEPS[what]
        if found.body["state"] not in before:
            raise Conflict("campaign_state", f"the campaign is {found.body['state']}; it cannot {what} now",
                           field="state", hint=f"only what is {' or '.join(before)} can {what}")
        changes: dict[str, Any] = {"state": after, **(more or {})}
        if what == "start":
            self._require_future(found, now)
            changes |= {"stopped": "", "started_at": found.body["started_at"] or now}
        return self._put(id, found, changes, who, what, now)

    def stop(self, id: str, why: str, now: int) -> None:
        """Let a campaign stop itself, on record with why."""
        found = self._found(id)
        if found.body["state"] == RUNNING:
            self._put(id, found, {"state": PAUSED, "stopped": why}, "", "stop", now)

    def undo(self, id: str, who: str, now: int) -> KeptCampaign:
        """Take the last change that stands back."""
        found = self._found(id)
        stands = standing(found.body)
        if not stands or stands[-1]["what"] == "write":
            raise Conflict("nothing_to_undo", "no change of this campaign stands", field="campaign")
        return self._put(id, found, dict(stands[-1]["from"]), who, "undo", now)

    def _require_future(self, found: Document, now: int) -> None:
        if found.body["ends_at"] <= now:
            raise Conflict("campaign_over", "the campaign's last day has passed", field="ends_at",
                           hint="set a later end and preview it again")

    def _found(self, id: str) -> Document:
        found = self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_campaign", f"there is no campaign {id!r}", field="campaign",
                           hint="see GET /v1/campaigns")
        return found

    def _put(
        self, id: str, found: Document | None, changes: Mapping[str, Any], who: str, what: str, now: int
    ) -> KeptCampaign:
        body = changed(found.body if found else {}, changes, who, what, now)
        return _kept(self.documents.put(KIND, id, body, found.version if found else 0))


def _kept(found: Document) -> KeptCampaign:
    body = found.body
    return KeptCampaign(campaign_from_dict(found.id, body), body["state"], found.version, body["preview"],
                        body["stopped"], body["started_at"], tuple(body["audit"]))  # fmt: skip

"""The arbiter's policy and the templates as operators keep them, every change on record, with undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.flows.audit import changed, standing
from huozhao.operations.messages.policy import Policy, policy_from_dict, policy_to_dict
from huozhao.operations.messages.wish import MARKETING, SERVICE, SERVING, USES, Use, Wish
from huozhao.operations.wechat.templates import check_fields
from huozhao.terms.errors import BadInput, Conflict
from huozhao.terms.text import text_from

KIND, ONE = "message_policy", "current"
MOST_TEMPLATES = 50


@dataclass(frozen=True, slots=True)
class Rules:
    """Keeps policy and templates; `given` are the mall's settings, which hold until somebody decides otherwise."""

    documents: Documents
    given: Policy

    def policy(self) -> Policy:
        """Return the policy that holds now."""
        found = self._found()
        return policy_from_dict(found.body["policy"], self.given) if found else self.given

    def templates(self) -> dict[str, dict[str, Any]]:
        """Return the templates by id: label, for service or for marketing, keywords, and which parts use them."""
        found = self._found()
        return dict(found.body["templates"]) if found else {}

    def is_for_service(self, template: str) -> bool:
        """Tell whether the last message of a template is kept for service: so unless somebody says otherwise.

        One that only parts which sell use is not: nothing would be served by it.
        """
        told = self.templates().get(template, {})
        uses = frozenset(told.get("uses") or ())
        return told.get("kind", SERVICE) != MARKETING and (not uses or bool(uses & SERVING))

    def fields(self, template: str) -> dict[str, str]:
        """Return what fills the keywords of a template, by keyword."""
        return dict(self.templates().get(template, {}).get("fields") or {})

    def uses(self, template: str) -> list[Use]:
        """Return the parts of the mall that use a template."""
        return list(self.templates().get(template, {}).get("uses") or ())

    def used(self) -> dict[str, str]:
        """Return the template of each part of the mall that has one, by part."""
        return {part: id for id, told in self.templates().items() for part in told.get("uses") or ()}

    def addressed(self, wishes: Sequence[Wish]) -> list[Wish]:
        """Give wishes for a subscription message that name no template the template of their part, if it has one."""
        used = self.used()
        return [replace(wish, template=used.get(wish.part, ""))
                if "subscription" in wish.channels and not wish.template else wish for wish in wishes]

    def audit(self) -> list[dict[str, Any]]:
        """Return the changes, oldest first."""
        found = self._found()
        return list(found.body["audit"]) if found else []

    def write(self, policy: Mapping[str, Any], templates: Mapping[str, Any] | None, who: str, now: int) -> None:
        """Change some rules, and with `templates` all templates; BadInput names the field that is wrong."""
        found = self._found()
        body = self._body(found)
        changes: dict[str, Any] = {"policy": policy_to_dict(policy_from_dict(policy, self.policy()))}
        if templates is not None:
            changes["templates"] = _templates(templates, self.templates())
        self._put(found, changed(body, changes, who, "edit", now))

    def undo(self, who: str, now: int) -> None:
        """Take the last change that stands back; Conflict when none does."""
        found = self._found()
        stands = standing(found.body) if found else []
        if found is None or not stands:
            raise Conflict("nothing_to_undo", "no change of the rules stands", field="policy")
        self._put(found, changed(found.body, stands[-1]["from"], who, "undo", now))

    def _body(self, found: Document | None) -> dict[str, Any]:
        return found.body if found else {"policy": policy_to_dict(self.given), "templates": {}, "audit": []}

    def _put(self, found: Document | None, body: dict[str, Any]) -> None:
        self.documents.put(KIND, ONE, body, found.version if found else 0)

    def _found(self) -> Document | None:
        return self.documents.get(KIND, ONE)


def _templates(given: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    if len(given) > MOST_TEMPLATES:
        raise BadInput("too_many_templates", f"at most {MOST_TEMPLATES} templates", field="templates")
    found: dict[str, dict[str, Any]] = {}
    users = dict[str, str]()
    for id, told in given.items():
        kind = told.get("kind", SERVICE)
        if not 0 < len(id) <= 64 or kind not in (SERVICE, MARKETING):
            raise BadInput("template_unreadable", f"template {id!r} is no template", field="templates",
                           hint="an id of at most 64 characters, kind service or marketing")
        fields = _told(told, before.get(id, {}), "fields") or {}
        check_fields(fields, f"templates.{id}.fields")
        uses = list(dict.fromkeys(_told(told, before.get(id, {}), "uses") or ()))
        _check_uses(uses, id, users)
        found[id] = {"kind": kind, "label": text_from(told.get("label"), id).as_dict(), "fields": dict(fields),
                     "uses": uses}
    return found


def _told(now: Mapping[str, Any], before: Mapping[str, Any], name: str) -> Any:
    """Return what is said of a template; who leaves it out leaves it as it was."""
    return before.get(name) if now.get(name) is None else now[name]


def _check_uses(uses: Sequence[str], id: str, users: dict[str, str]) -> None:
    """Raise BadInput for a part that there is not or that has another template already; `users` takes them up."""
    for part in uses:
        if part not in USES:
            raise BadInput("part_unknown", f"{part!r} is no part that uses a template", field=f"templates.{id}.uses",
                           hint=f"one of {', '.join(USES)}")
        if users.setdefault(part, id) != id:
            raise BadInput("template_taken", f"{part} uses template {users[part]!r} already / 该用途已有模板",
                           field=f"templates.{id}.uses", hint=f"take {part} from {users[part]!r} first")

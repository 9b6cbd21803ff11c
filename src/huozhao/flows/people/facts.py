"""The facts of every person who consented, for figures over all of them."""

from huozhao.events.state import StateStore
from huozhao.flows.columns import rows
from huozhao.flows.fresh import Fresh
from huozhao.flows.people.standing import Known
from huozhao.insight.facts import FACTS, weight

# By person, then by field.
FactsOfPersons = dict[str, dict[str, str]]


def fresh_facts(state: StateStore, known: Known) -> Fresh[FactsOfPersons]:
    """Return the facts of everybody, read anew when they or the consents have changed."""
    return Fresh(lambda: facts_of_persons(state, known), lambda: (state.position("facts"), known.version()))


def facts_of_persons(state: StateStore, known: Known) -> FactsOfPersons:
    """Return the fact that stands in each field, by person, of those who consented to personalisation."""
    found: dict[str, dict[str, tuple[int, str]]] = {}
    allowed: dict[str, bool] = {}
    for row in rows(state, FACTS):
        person = known.person(str(row["shopper"]))
        if person not in allowed:
            allowed[person] = known.allows(person, "personalisation")
        if allowed[person]:
            said = (weight(str(row["origin"] or ""), int(row["told_at"] or 0)), str(row["value"]))
            of = found.setdefault(person, {})
            field = str(row["field"])
            of[field] = max(of.get(field, said), said)
    return {person: {field: value for field, (_, value) in of.items()} for person, of in found.items()}

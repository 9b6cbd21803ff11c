"""The tags of one person as conditions ask for them: from memory, those without consent or contested left out."""

from collections.abc import Callable, Mapping

from huozhao.flows.tags.tags import Tags
from huozhao.insight.tags.fact import Fact, label
from huozhao.terms.time import day_name


class Carried:
    """Reads what a person carries; `contested(subject)` gives tags that the person said are wrong.

    A fact comes twice: as fact:city with its word as the value, and as fact:city:Wuhan as expressions name it.
    """

    def __init__(self, tags: Tags, contested: Callable[[str], frozenset[str]]) -> None:
        self._tags, self._contested = tags, contested

    def of(self, subject: str) -> Mapping[str, str]:
        """Return the tags of the person of a subject with their values, an empty value where they have none."""
        uid = self._tags.uid(subject)
        if uid is None:
            return {}
        engine = self._tags.engine
        with engine.lock:
            roster = engine.roster
            held = {tag: roster.value(tag, uid) for tag in roster.tags() if uid in roster.bitmap(tag)}
            told = engine.ground.told
            facts = {name: word for name in told.fields() if (word := told.word(name, uid))}
            year = int(day_name(engine.judge.moment(engine.now).today)[:4])
        held |= {f"fact:{name}": word for name, word in facts.items()}
        said = {name: label(Fact(name, word, "", 0), year) for name, word in facts.items()}
        held |= {f"fact:{name}:{text.en}": "" for name, text in said.items() if text}
        wrong = self._contested(subject) if held else frozenset()
        return {tag: value for tag, value in held.items() if tag not in wrong}

"""The batch reading: the same tree as SQL for an analytical engine (DuckDB), over these tables.

    acts(person, at_ms, day, name, subject, path, quantity, amount_fen, behind_s)   path is a list of categories
    persons(person)    facts(person, name, word)    members(tag, value, person)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from huozhao.insight.tags.language import tree as t

Case = tuple[str, t.Node]
MOST_HALF_LIVES = 60
_SUMS = {"quantity": "quantity", "amount": "amount_fen", "amount_fen": "amount_fen"}

# A walk as windows: weights by instant, the score at each, the score just before each, the last time below `exit`.
_FADING = (
    """{name}_w AS (SELECT person, at_ms, sum(w) AS w FROM (
      SELECT person, at_ms, {weight} AS w FROM acts WHERE at_ms <= {now}) WHERE w > 0 GROUP BY person, at_ms)""",
    """{name}_s AS (SELECT i.person, i.at_ms, sum(j.w * pow(2.0, -(i.at_ms - j.at_ms) / {half})) AS s FROM {name}_w i
      JOIN {name}_w j ON j.person = i.person AND j.at_ms <= i.at_ms AND i.at_ms - j.at_ms <= {reach}
      GROUP BY i.person, i.at_ms)""",
    """{name}_p AS (SELECT person, at_ms, s, lag(s) OVER o * pow(2.0, -(at_ms - lag(at_ms) OVER o) / {half}) AS before
      FROM {name}_s WINDOW o AS (PARTITION BY person ORDER BY at_ms))""",
    """{name}_b AS (SELECT person, max(at_ms) FILTER (WHERE round(before, 9) < {exit}) AS broke,
      arg_max(s, at_ms) AS newest, max(at_ms) AS latest FROM {name}_p GROUP BY person)""",
    """{name} AS (SELECT DISTINCT x.person FROM {name}_p x JOIN {name}_b b ON b.person = x.person
      WHERE round(x.s, 9) >= {enter} AND x.at_ms >= coalesce(b.broke, 0)
      AND round(b.newest * pow(2.0, -({now} - b.latest) / {half}), 9) >= {exit})""",
)


def to_sql(cases: Sequence[Case], now: int, today: int, year: int, late_ms: int = 0) -> str:
    """Return a query for (person, value) of everybody who carries a tag at an instant; value '' without values."""
    query = _Query(now, today, year, (late_ms + 999) // 1000)
    whens = "\n    ".join(f"WHEN {query.truth(node)} THEN {_text(value)}" for value, node in cases)
    tables = [*query.tables]
    measured = ", ".join(f"{what} AS {name}" for what, name in query.measures.items())
    tables.append(f"measured AS (SELECT person{', ' if measured else ''}{measured} FROM acts GROUP BY person)")
    return (
        "WITH " + ",\n".join(tables) + "\nSELECT person, value FROM (SELECT p.person AS person, CASE\n    " + whens
        + "\n  END AS value FROM persons p LEFT JOIN measured m ON m.person = p.person) WHERE value IS NOT NULL"
    )  # fmt: skip


@dataclass(slots=True)
class _Query:
    """Collects what one query needs while its condition is written."""

    now: int
    today: int
    year: int
    late_s: int
    measures: dict[str, str] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)

    def truth(self, node: t.Node) -> str:
        """Return a condition that is never NULL."""
        match node:
            case t.Both():
                return "(" + " AND ".join(self.truth(part) for part in node.parts) + ")"
            case t.Either():
                return "(" + " OR ".join(self.truth(part) for part in node.parts) + ")"
            case t.Not():
                return f"(NOT {self.truth(node.part)})"
            case t.Compared():
                sign = "<>" if node.sign == "!=" else node.sign
                return f"coalesce({self.number(node.left)} {sign} {self.number(node.right)}, false)"
            case t.Sequence():
                return f"p.person IN (SELECT person FROM {self._sequence(node)})"
            case t.Fading():
                return f"p.person IN (SELECT person FROM {self._fading(node)})"
        return self._known(node)

    def number(self, node: t.Node) -> str:
        """Return an expression that is NULL where the measure is undefined."""
        match node:
            case t.Number():
                return repr(node.value)
            case t.Arithmetic():
                left, right = self.number(node.left), self.number(node.right)
                return f"({left} / nullif({right}, 0))" if node.sign == "/" else f"({left} {node.sign} {right})"
            case t.Measured():
                return self._measured(node)
            case t.Share():
                every, some = self._counted(t.Acts(node.acts.names), node.window), self._counted(node.acts, node.window)
                return f"(CASE WHEN {every} >= {node.at_least} THEN {some} / {every} END)"
            case t.Trend():
                short, long = (f"({self._counted(node.acts, w)} / {w.days}.0)" for w in (node.short, node.long))
                return f"({short} / nullif({long}, 0))"
            case t.Decayed():
                return self._decayed(node)
        return self._told(node)

    def _known(self, node: t.Node) -> str:
        match node:
            case t.ToldAmong():
                words = ", ".join(_text(word.lower()) for word in node.words)
                return ("EXISTS (SELECT 1 FROM facts f WHERE f.person = p.person "
                        f"AND f.name = {_text(node.name)} AND lower(f.word) IN ({words}))")
            case t.TagHeld():
                value = f" AND h.value = {_text(node.value)}" if node.value else ""
                return ("EXISTS (SELECT 1 FROM members h WHERE h.person = p.person "
                        f"AND h.tag = {_text(node.tag)}{value})")
        return "false"

    def _told(self, node: t.Node) -> str:
        name = "birth_year" if isinstance(node, t.Age) else node.name  # type: ignore[union-attr]
        told = ("(SELECT try_cast(f.word AS DOUBLE) FROM facts f WHERE f.person = p.person "
                f"AND f.name = {_text(name)})")
        if not isinstance(node, t.Age):
            return told
        return f"(CASE WHEN {self.year} - {told} BETWEEN 0 AND 120 THEN {self.year} - {told} END)"

    def _measured(self, node: t.Measured) -> str:
        kept = f"FILTER (WHERE {self._inside(node.window)} AND {self._chosen(node.acts)})"
        match node.measure:
            case "count":
                return self._counted(node.acts, node.window)
            case "distinct" | "days":
                what = "subject" if node.measure == "distinct" else "day"
                return f"coalesce({self._measure(f'count(DISTINCT {what}) {kept}')}, 0)::DOUBLE"
            case "first" | "last":
                edge = "min" if node.measure == "first" else "max"
                return f"({self.today} - {self._measure(f'{edge}(day) {kept}')})::DOUBLE"
        total = f"coalesce({self._measure(f'sum({_SUMS[node.measure]}) {kept}')}, 0)::DOUBLE"
        return f"({total} / 100.0)" if node.measure == "amount" else total

    def _counted(self, acts: t.Acts, window: t.Window) -> str:
        what = f"count(*) FILTER (WHERE {self._inside(window)} AND {self._chosen(acts)})"
        return f"coalesce({self._measure(what)}, 0)::DOUBLE"

    def _decayed(self, node: t.Decayed) -> str:
        oldest = self.now - MOST_HALF_LIVES * node.half_life_ms
        aged = f"pow(2.0, -({self.now} - at_ms) / {float(node.half_life_ms)})"
        what = f"sum({self._weight(node)} * {aged}) FILTER (WHERE at_ms <= {self.now} AND at_ms >= {oldest})"
        return f"coalesce(round({self._measure(what)}, 9), 0)"

    def _measure(self, what: str) -> str:
        name = self.measures.setdefault(what, f"a{len(self.measures)}")
        return f"m.{name}"

    def _sequence(self, node: t.Sequence) -> str:
        name = f"s{len(self.tables)}"
        steps = [f"(SELECT person, at_ms FROM acts WHERE {self._inside(node.window)} AND {self._chosen(acts)}) t{n}"
                 for n, acts in enumerate(node.steps)]
        joins = steps[0] + "".join(f" JOIN {step} ON t{n}.person = t{n - 1}.person AND t{n}.at_ms > t{n - 1}.at_ms"
                                   for n, step in enumerate(steps[1:], 1))
        within = f" WHERE t{len(steps) - 1}.at_ms - t0.at_ms <= {node.within_ms}" if node.within_ms else ""
        self.tables.append(f"{name} AS (SELECT DISTINCT t0.person FROM {joins}{within})")
        return name

    def _fading(self, node: t.Fading) -> str:
        name, half = f"f{len(self.tables)}", float(node.score.half_life_ms)
        words = {"name": name, "weight": self._weight(node.score), "now": self.now, "half": half, "enter": node.enter,
                 "exit": node.exit, "reach": round(MOST_HALF_LIVES * half)}
        self.tables += [table.format(**words) for table in _FADING]
        return name

    def _weight(self, node: t.Decayed) -> str:
        return "(" + " + ".join(f"CASE WHEN {self._chosen(acts)} THEN {weight!r} ELSE 0 END"
                                for weight, acts in node.terms) + ")"

    def _inside(self, window: t.Window) -> str:
        if window.ms:
            return f"at_ms > {self.now - window.ms} AND at_ms <= {self.now}"
        return (f"day > {self.today - window.days} AND " if window.days else "") + f"day <= {self.today}"

    def _chosen(self, acts: t.Acts) -> str:
        words = {name: ", ".join(map(_text, getattr(acts, name)))
                 for name in ("names", "category", "not_category", "subject", "not_subject")}
        parts = [f"name IN ({words['names']})"]
        parts += [f"list_has_any(path, [{words['category']}])"] if acts.category else []
        parts += [f"NOT list_has_any(path, [{words['not_category']}])"] if acts.not_category else []
        parts += [f"subject IN ({words['subject']})"] if acts.subject else []
        parts += [f"subject NOT IN ({words['not_subject']})"] if acts.not_subject else []
        parts += [f"contains(lower(subject), {_text(part)})" for part in acts.contains]
        bounds = (("amount_fen >=", acts.least_fen), ("amount_fen <=", acts.most_fen),
                  ("quantity >=", acts.least_quantity), ("quantity <=", acts.most_quantity))
        parts += [f"{bound} {number}" for bound, number in bounds if number >= 0]
        parts += [f"behind_s <= {self.late_s}"] if self.late_s else []
        return " AND ".join(parts)


def _text(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"

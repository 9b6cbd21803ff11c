"""Rules joined from measures by a small stack machine, for many (person, rule) pairs in one call."""

import math

import numpy as np

from huozhao.insight.tags.columns import (
    ADD,
    CONST,
    COUNT,
    DIV,
    EQ,
    GT,
    LE,
    LT,
    MUL,
    NE,
    NEVER,
    NOT,
    OUTSIDE,
    POP,
    RESULT,
    SKIP_FALSE,
    SUB,
    UNLESS,
)
from huozhao.insight.tags.compiled import compiled
from huozhao.insight.tags.kernel import counts, measure, quick, within_bounds

DEEPEST = 64


@compiled
def _reckoned(op, left, right):  # type: ignore[no-untyped-def]
    if op == ADD:
        return left + right
    if op == SUB:
        return left - right
    if op == MUL:
        return left * right
    return left / right if right != 0 else math.nan


@compiled
def _compared(op, left, right):  # type: ignore[no-untyped-def]
    if op == LT:
        return left < right
    if op == LE:
        return left <= right
    if op == GT:
        return left > right
    return left >= right


@compiled
def _joined(op, left, right):  # type: ignore[no-untyped-def]
    """Return what an operation makes of two numbers; a comparison with an undefined number is 0."""
    if op <= DIV:
        return _reckoned(op, left, right)
    if math.isnan(left) or math.isnan(right):
        return 0.0
    if op in (EQ, NE):
        return 1.0 if (left == right) == (op == EQ) else 0.0
    return 1.0 if _compared(op, left, right) else 0.0


@compiled
def _step(op, arg, stack, top, at):  # type: ignore[no-untyped-def]
    """Do one operation that touches only the stack; return the new top and the next instruction."""
    if op == NOT:
        stack[top] = 1.0 - stack[top]
    elif op == POP:
        top -= 1
    elif op == UNLESS:
        top -= 1
        if stack[top + 1] == 0.0:
            return top, arg
    elif op >= SKIP_FALSE:
        if (stack[top] == 0.0) == (op == SKIP_FALSE):
            return top, arg
    else:
        top -= 1
        stack[top] = _joined(op, stack[top], stack[top + 1])
    return top, at + 1


@compiled
def evaluate(columns, chosen, atoms, code, lo, hi, whose, rules, outside, moment, seen):  # type: ignore[no-untyped-def]
    """Return for each pair the case that holds (0 = none) and when that may change by time alone (ms).

    Pair k asks rule rules[k] of person whose[k], whose block is lo[…] … hi[…] and whose outside values are a row of
    `outside`. Pairs of one person should be neighbours: what was measured for one is kept for the next.
    """
    at, day, name, subject, starts = columns.at, columns.day, columns.name, columns.subject, moment.starts
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    kind, selection, first, days, ms = atoms.kind, atoms.selection, atoms.first, atoms.days, atoms.ms
    ops, args, constant, begins, now, today = code.op, code.arg, code.constant, code.start, moment.now, moment.today
    results, expiries = np.zeros(len(rules), np.int16), np.full(len(rules), NEVER)
    known_of = np.full(len(kind), -1)
    values, changes = np.zeros(len(kind)), np.zeros(len(kind), np.int64)
    stack = np.zeros(DEEPEST)
    for k in range(len(rules)):
        person, step, top = whose[k], begins[rules[k]], -1
        while ops[step] != RESULT:
            op, arg = ops[step], args[step]
            if op > OUTSIDE:
                top, step = _step(op, arg, stack, top, step)
                continue
            top += 1
            step += 1
            if op == CONST:
                stack[top] = constant[arg]
            elif op == OUTSIDE:
                stack[top] = outside[person, arg]
            else:
                if known_of[arg] != person:
                    known_of[arg], s = person, selection[first[arg]]
                    if kind[arg] == COUNT and not limited[s]:
                        values[arg], changes[arg] = quick(
                            at, day, name, subject, names, allowed, starts, s, column[s], lo[person], hi[person],
                            days[arg], ms[arg], now, today)
                    else:
                        values[arg], changes[arg] = measure(
                            columns, chosen, atoms, arg, lo[person], hi[person], moment, seen)
                stack[top] = values[arg]
                expiries[k] = min(expiries[k], changes[arg])
        results[k] = args[step]
    return results, expiries


@compiled
def affected(given, whose, chosen, selections, starts):  # type: ignore[no-untyped-def]
    """Return the keys person · rules + rule of all rules that some of the given acts may change."""
    names, column, allowed, limited = chosen.names, chosen.column, chosen.allowed, chosen.limited
    name, subject = given.name, given.subject
    rules, found = len(starts) - 1, []
    for k in range(len(whose)):
        for rule in range(rules):
            for place in range(starts[rule], starts[rule + 1]):
                s = selections[place]
                if counts(k, s, names, column, allowed, name, subject) and (
                    not limited[s] or within_bounds(given, chosen, k, s)
                ):
                    found.append(whose[k] * rules + rule)
                    break
    return np.array(found, np.int64) if len(found) else np.zeros(0, np.int64)

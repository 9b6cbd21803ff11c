"""Every verb of the command line."""

from typing import Any

import typer
from markdown import code, page, paragraph, table

from huozhao.cli.main import app


def render() -> str:
    """Return the page of all verbs."""
    return page("Command line", "Exit codes: 0 done, 1 a fault, 2 an input that has to be mended.",
                *(section(path, command) for path, command in verbs()))


def verbs() -> list[tuple[str, Any]]:
    """Return every verb, with the verbs inside groups, by its whole name."""
    return _inside("huozhao", typer.main.get_command(app))


def _inside(name: str, command: Any) -> list[tuple[str, Any]]:
    if not hasattr(command, "commands"):
        return [(name, command)]
    return [verb for child, inner in command.commands.items() for verb in _inside(f"{name} {child}", inner)]


def section(path: str, command: Any) -> str:
    """Return one verb: what it does, its arguments and options."""
    shown = [p for p in command.params if p.name != "help" and not getattr(p, "hidden", False)]
    usage = " ".join([path, *(f"{p.name.upper()}{'…' if p.nargs == -1 else ''}" for p in shown if _is_argument(p)),
                      *(["[OPTIONS]"] if any(not _is_argument(p) for p in shown) else [])])
    rows = [(code(p.name.upper() if _is_argument(p) else " ".join(p.opts)), _default(p), p.help or "") for p in shown]
    return f"## {path}\n\n{paragraph(command.help)}\n\n```\n{usage}\n```\n\n" + table(("", "default", "meaning"), rows)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _default(parameter: Any) -> str:
    if parameter.required:
        return "required"
    if isinstance(parameter.default, bool):
        return ""
    return code(parameter.default) if isinstance(parameter.default, str | int | float) or (
        hasattr(parameter.default, "parts")) else ""

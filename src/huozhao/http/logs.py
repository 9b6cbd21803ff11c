"""What the server writes to its log: one JSON line an entry, and nothing about a shopper in it.

An entry never holds an exception's message or a local variable, because both quote what came in; it holds the kind of
the exception and where it was raised. What is left passes `mask`, and fields with a personal name are hidden.
"""

import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

from huozhao.privacy.minimise import is_personal_name, mask

HIDDEN = "***"
SECRET_NAMES = frozenset({"password", "secret", "token", "authorization", "cookie", "shopper", "body", "query", "raw"})
LONGEST = 2_000


def configure() -> None:
    """Send structlog, the standard log and uncaught faults through one masked writer on stderr."""
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_messages,
            masked,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_ToStructlog()]
    root.setLevel(logging.WARNING)
    warnings.simplefilter("ignore")  # a warning may quote a value, and an operator can do nothing about it
    sys.excepthook = _uncaught
    threading.excepthook = lambda fault: _uncaught(fault.exc_type, fault.exc_value, fault.exc_traceback)


def granian(level: str = "ERROR") -> dict[str, Any]:
    """Return the web server's logging configuration: its lines go the same way as all others."""
    return {
        "handlers": {"ours": {"()": _ToStructlog}},
        "formatters": {},
        "loggers": {"_granian": {"handlers": ["ours"], "level": level, "propagate": False},
                    "granian.access": {"handlers": [], "level": "CRITICAL", "propagate": False}},
    }  # fmt: skip


def without_messages(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put the kind and the place of an exception where the exception stood."""
    info = entry.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    fault = info[1] if isinstance(info, tuple) else info
    if isinstance(fault, BaseException):
        entry["fault"], entry["at"] = type(fault).__name__, places(fault)
    return entry


def masked(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide what is personal in an entry."""
    return {name: hide(name, value) for name, value in entry.items()}


def hide(name: str, value: Any) -> Any:
    """Return a value without personal data, given the name of its field."""
    if is_personal_name(name) or name.lower() in SECRET_NAMES:
        return HIDDEN
    if isinstance(value, str):
        return mask(value)[:LONGEST]
    if isinstance(value, Mapping):
        return {key: hide(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [hide(name, each) for each in value]
    return value if isinstance(value, int | float | bool | None) else type(value).__name__


def places(fault: BaseException) -> list[str]:
    """Return where an exception was raised, innermost last: file, line, function; no values."""
    frames = traceback.extract_tb(fault.__traceback__)[-12:]
    return [f"{'/'.join(frame.filename.rsplit('/', 3)[-3:])}:{frame.lineno} {frame.name}" for frame in frames]


class _ToStructlog(logging.Handler):
    """Hands a standard log record on; of its message only the unfilled template is kept."""

    def emit(self, record: logging.LogRecord) -> None:
        import structlog

        said = record.msg if isinstance(record.msg, str) and record.args else ""
        structlog.get_logger().log(max(record.levelno, logging.WARNING), said or "library_message",
                                   logger=record.name, where=f"{record.module}:{record.lineno}",
                                   exc_info=record.exc_info)


def _uncaught(kind: type[BaseException], fault: BaseException | None, _: TracebackType | None) -> None:
    import structlog

    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().error("uncaught_fault", exc_info=fault)

"""The one error shape: what went wrong, in which field, and what to do."""


class HuozhaoError(Exception):
    """An error a person can act on.

    `code` is stable for programs, `message` says what is wrong, `field` names the input,
    `hint` says what to do. `status` is the HTTP status that the faces answer with.
    """

    status = 500

    def __init__(self, code: str, message: str, *, field: str | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.hint = hint

    def as_dict(self) -> dict[str, str | None]:
        """Return the error as plain data for the wire."""
        return {"code": self.code, "message": self.message, "field": self.field, "hint": self.hint}


class BadInput(HuozhaoError):
    """The input breaks a rule; sending it again unchanged will fail again."""

    status = 422


class NotFound(HuozhaoError):
    """Nothing is known under that name."""

    status = 404


class Conflict(HuozhaoError):
    """The request contradicts what is already on record."""

    status = 409


class Busy(HuozhaoError):
    """Too much work is waiting; the same request may succeed later."""

    status = 429

    def __init__(self, code: str, message: str, *, retry_after_s: int = 1, hint: str = "") -> None:
        super().__init__(code, message, hint=hint)
        self.retry_after_s = retry_after_s


class StorageFull(HuozhaoError):
    """The disk cannot take more; nothing of the request was kept, nothing earlier was lost."""

    status = 507

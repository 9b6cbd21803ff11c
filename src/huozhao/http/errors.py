"""One error shape for every answer that is not a success."""

from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from huozhao.flows.collect import explain
from huozhao.terms.errors import BadInput, Busy, HuozhaoError

Body = TypeVar("Body")
_CODES = {
    400: "bad_request",
    401: "unauthorised",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}
_HINTS = {
    401: "send Authorization: Bearer <server.api_key>",
    404: "see /v1/openapi.json for the routes",
    413: "split the request into smaller ones",
    405: "see /v1/openapi.json for the methods",
}


def answer(error: HuozhaoError, status: int | None = None) -> Response[dict[str, Any]]:
    """Return the error as JSON with its status."""
    headers = {"Retry-After": str(error.retry_after_s)} if isinstance(error, Busy) else {}
    return Response(
        {"error": error.as_dict()},
        status_code=status or error.status,
        headers=headers,
        media_type="application/json",
    )


def on_ours(_: Request[Any, Any, Any], error: HuozhaoError) -> Response[dict[str, Any]]:
    """Answer one of our own errors."""
    return answer(error)


def on_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """Answer an error of the framework in our shape."""
    cause = error.__cause__
    if isinstance(cause, msgspec.ValidationError):
        return answer(explain(cause))
    if isinstance(cause, msgspec.DecodeError):
        return answer(BadInput("malformed_json", f"the body is not JSON: {cause}", hint="send UTF-8 JSON"), 400)
    if isinstance(error, ValidationException):
        return answer(_invalid(error))
    status = error.status_code
    code = _CODES.get(status, "http_error")
    return answer(HuozhaoError(code, error.detail, hint=_HINTS.get(status, "")), status)


def on_deep(_: Request[Any, Any, Any], error: RecursionError) -> Response[dict[str, Any]]:
    """Answer a body that nests further than anything that is asked for here."""
    return answer(BadInput("nested_too_deeply", "the body nests too deeply / 请求内容嵌套过深",
                           hint="see /v1/openapi.json for the types"), 400)  # fmt: skip


def on_unexpected(_: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    """Answer a fault of ours without showing its inside; the log has the trace."""
    import structlog

    structlog.get_logger().exception("unexpected_error", exc_info=error)
    return answer(
        HuozhaoError(
            "internal_error",
            "something went wrong on our side",
            hint="try again; if it stays, look at the server's log",
        )
    )


def _invalid(error: ValidationException) -> BadInput:
    extra = error.extra if isinstance(error.extra, list) and error.extra else [{}]
    first = extra[0] if isinstance(extra[0], dict) else {}
    return BadInput(
        "field_invalid",
        str(first.get("message") or error.detail),
        field=first.get("key"),
        hint="see /v1/openapi.json for the types",
    )


def read_body(body: bytes, spec: type[Body]) -> Body:
    """Read a JSON body by its spec; BadInput names the field."""
    try:
        return msgspec.json.decode(body, type=spec)
    except msgspec.ValidationError as error:
        raise explain(error) from None
    except msgspec.DecodeError as error:
        raise BadInput("malformed_json", f"the body is not JSON: {error}", hint="send UTF-8 JSON") from None


HANDLERS: dict[Any, Any] = {HuozhaoError: on_ours, HTTPException: on_http, RecursionError: on_deep,
                            Exception: on_unexpected}

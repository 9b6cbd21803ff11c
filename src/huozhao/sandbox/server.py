"""The fake WeChat as an HTTP server: one thread a request, on a port of this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from huozhao.sandbox import control, data_cube, intracity, log_in, messages, pay, refunds, shipping
from huozhao.sandbox.asked import MEANINGS, Answer, Asked, Refused, Route, refusal
from huozhao.sandbox.sealed import sealed
from huozhao.sandbox.world import Fault, World

ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/cgi-bin/stable_token"): log_in.stable_token,
    ("GET", "/sns/jscode2session"): log_in.code_to_session,
    ("POST", "/wxa/business/getuserphonenumber"): log_in.phone_number,
    ("POST", "/cgi-bin/message/subscribe/send"): messages.subscribe_send,
    ("POST", "/wxa/set_user_notify"): messages.set_user_notify,
    ("POST", "/wxa/msg_sec_check"): messages.msg_sec_check,
    ("POST", "/datacube/getweanalysisappiduserportrait"): data_cube.user_portrait,
    ("POST", "/datacube/getweanalysisappiddailyvisittrend"): data_cube.daily_visit_trend,
    ("POST", "/v3/pay/transactions/jsapi"): pay.prepay,
    ("POST", "/v3/refund/domestic/refunds"): refunds.refund,
    ("GET", "/v3/refund/domestic/refunds/{number}"): refunds.query,
    ("POST", "/wxa/sec/order/upload_shipping_info"): shipping.upload_shipping_info,
    ("POST", "/wxa/sec/order/get_order"): shipping.get_order,
    ("POST", "/wxa/sec/order/is_trade_managed"): shipping.is_trade_managed,
    ("POST", "/cgi-bin/express/intracity/querystore"): sealed(intracity.query_store),
    ("POST", "/cgi-bin/express/intracity/addorder"): sealed(intracity.add_order),
    ("POST", "/cgi-bin/express/intracity/queryorder"): sealed(intracity.query_order),
    ("POST", "/cgi-bin/express/intracity/cancelorder"): sealed(intracity.cancel_order),
}
NOT_FOUND = Answer(b'{"errcode": -1, "errmsg": "the sandbox has no such interface"}', 404)
# These post to the mall, which may ask back while it answers.
UNLOCKED = "/sandbox"
POLL_S = 0.05


class Sandbox:
    """A fake WeChat that answers on a port; port 0 takes a free one."""

    def __init__(self, world: World, port: int = 0, host: str = "127.0.0.1") -> None:
        self.world = world

        class Door(_Door):
            def answer(self, asked: Asked) -> Answer | None:
                return answered(world, asked)

        self._server = ThreadingHTTPServer((host, port), Door)
        self._server.daemon_threads = True
        self.url = f"http://{host}:{self._server.server_port}"

    def serve(self) -> None:
        """Answer until stopped."""
        self._server.serve_forever(POLL_S)

    def close(self) -> None:
        """Stop answering and release the port."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def running(world: World, port: int = 0) -> Iterator[Sandbox]:
    """Run a fake WeChat in the background."""
    sandbox = Sandbox(world, port)
    thread = threading.Thread(target=sandbox.serve, name="sandbox", daemon=True)
    thread.start()
    try:
        yield sandbox
    finally:
        sandbox.close()
        thread.join()


def answered(world: World, asked: Asked) -> Answer | None:
    """Return the answer to a request; None when it is to be lost on the way."""
    if asked.path.startswith(UNLOCKED):
        return _controlled(world, asked)
    with world.lock:
        world.calls.append(asked.path)
        fault = _fault(world, asked.path)
        if fault is not None and fault.status:
            return Answer(b"", fault.status)
        if fault is not None and fault.errcode:
            return refusal(fault.errcode, MEANINGS.get(fault.errcode, "sandbox fault"))
        found = _worked(world, asked)
    return None if fault is not None and fault.lost else found


def _worked(world: World, asked: Asked) -> Answer:
    folder = asked.path.rpartition("/")[0]
    route = ROUTES.get((asked.method, asked.path)) or ROUTES.get((asked.method, f"{folder}/{{number}}"))
    if route is None:
        return NOT_FOUND
    try:
        return route(world, asked)
    except Refused as error:
        return refusal(error.errcode, str(error))


def _controlled(world: World, asked: Asked) -> Answer:
    route = control.ROUTES.get((asked.method, asked.path))
    try:
        return route(world, asked) if route else NOT_FOUND
    except (KeyError, ValueError, Refused) as error:
        return Answer(f'{{"error": "{type(error).__name__}: {error}"}}'.replace("'", "").encode(), 422)


def _fault(world: World, path: str) -> Fault | None:
    found = next((each for each in world.faults if each.path == path and each.times > 0), None)
    if found is not None:
        found.times -= 1
    return found


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave in one piece: two small writes would wait for each other's acknowledgement.
    wbufsize = -1

    def answer(self, asked: Asked) -> Answer | None:
        """Return the answer to a request, None for none."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer a reading request."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a writing request."""
        self._serve()

    def do_PUT(self) -> None:
        """Answer a changing request."""
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = self.answer(Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body))
        if found is None:
            self.close_connection = True
            return
        self.send_response(found.status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **found.headers,
                            "Content-Length": str(len(found.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(found.body)
        self.wfile.flush()

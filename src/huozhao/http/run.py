"""Run the application in this process until it is told to stop."""

import asyncio
import gc
import signal
import socket
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server.embed import Server

from huozhao.app import App
from huozhao.http import logs
from huozhao.http.server import create
from huozhao.settings import Server as Settings
from huozhao.terms.errors import BadInput


def serve_forever(mall: App) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is under way."""
    logs.configure()
    _calm_collector()
    asyncio.run(_serve(mall))


def _calm_collector() -> None:
    """Leave what the mall holds from the start out of Python's search for cycles.

    With hundreds of thousands of long-lived objects a full search costs the folds four tenths of their time.
    """
    gc.collect()
    gc.freeze()


async def _serve(mall: App) -> None:
    settings = mall.settings.server
    server = Server(with_head(create(mall)), address=settings.host, port=settings.port, interface=Interfaces.ASGI,
                    log_level=LogLevels.error, log_dictconfig=logs.granian(), **transport(settings))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    await server.serve()


def with_head(application: Any) -> Any:
    """Return the application with HEAD answered like GET (RFC 9110); the web server leaves the body away."""
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await application({**scope, "method": "GET"} if is_head else scope, receive, send)

    return answer


def transport(settings: Settings) -> dict[str, Any]:
    """Return the web server's options for HTTPS, none without a certificate; BadInput names a file that will not do.

    TLS 1.3 and 1.2; older versions are broken (RFC 8996).
    """
    import ssl

    if not (settings.tls_certificate or settings.tls_key):
        return {}
    for name in ("tls_certificate", "tls_key"):
        if not Path(getattr(settings, name)).is_file():
            raise BadInput("tls_file_missing", f"server.{name}: there is no file {getattr(settings, name)!r}",
                           field=f"server.{name}", hint="give the path of a PEM file; both settings are needed")
    certificate, key = Path(settings.tls_certificate), Path(settings.tls_key)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        raise BadInput("tls_unreadable", f"certificate and key do not fit: {error}", field="server.tls_certificate",
                       hint="both must be PEM, and the key must belong to the first certificate") from None
    return {"ssl_cert": certificate, "ssl_key": key, "ssl_protocol_min": SSLProtocols.tls12}


def vacant(settings: Settings) -> None:
    """Raise BadInput for an address that cannot be listened on, or that another server has.

    The web server would share a port with another one, and answers would come now from this mall, now from that.
    """
    place = f"{settings.host}:{settings.port}"
    try:
        kind, _, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what a stopped server left does not count
            probe.bind(address)
    except OSError as error:
        raise BadInput("address_taken", f"cannot listen on {place}: {error.strerror} / 无法在 {place} 应答",
                       field="server.port", hint="stop what listens there, or give another --port / "
                       "停掉占用它的程序，或用 --port 换一个端口") from None

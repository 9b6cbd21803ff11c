"""Run the application in this process until it is told to stop."""

import asyncio
import logging
import signal

from granian.constants import Interfaces
from granian.server.embed import Server

from huozhao.app import App
from huozhao.http.server import create


def serve_forever(mall: App) -> None:
    """Serve until SIGINT or SIGTERM, then finish what is under way."""
    asyncio.run(_serve(mall))


async def _serve(mall: App) -> None:
    settings = mall.settings.server
    logging.getLogger("_granian").setLevel(logging.ERROR)
    server = Server(create(mall), address=settings.host, port=settings.port, interface=Interfaces.ASGI)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    await server.serve()

"""The one-process server: a port, pages, readers, and a quick end."""

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import uvicorn

GRACE_SECONDS = 1
LONGEST_END_SECONDS = 1.6


class PortTaken(Exception):
    """Somebody listens there already."""


def listen(host: str, port: int) -> socket.socket:
    """A bound socket, so that a taken port is noticed before any long work. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortTaken from error
    return bound


class AnnouncedServer(uvicorn.Server):
    """Says that it serves when it does, not before."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, then announces."""
        await super().startup(sockets)
        self.announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends; a request cut off because the server was told to end is no error to report."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        # Django waits for the thread of a request even when told to give it up; nobody else does.
        deadline = threading.Timer(LONGEST_END_SECONDS, leave)
        deadline.daemon = True
        deadline.start()
        await super().shutdown(sockets)


def serve(bound: socket.socket, announce: Callable[[], None]) -> None:
    """Serves on `bound` until SIGINT or SIGTERM, then ends within two seconds."""
    from config.asgi import application

    configuration = uvicorn.Config(
        application,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = AnnouncedServer(configuration, announce)
    with suppress(KeyboardInterrupt):  # raised again by uvicorn once it has closed in good order
        server.run(sockets=[bound])
    leave()


def leave() -> None:
    """Ends the process whatever its threads still do: an open transaction is rolled back, as in a power cut."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)

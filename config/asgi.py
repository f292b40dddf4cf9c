"""The one process of embedded mode: pages, and the readers started and ended with them."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")

pages = get_asgi_application()

from django.conf import settings  # noqa: E402 -- the applications must be loaded first

from config.background import Background  # noqa: E402 -- as above

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def lifespan(receive: Receive, send: Send) -> None:
    """Runs the readers between the server's start and its end, where no Celery does."""
    background = Background() if settings.FENGQIAO_EMBEDDED else None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            if background:
                background.start()
            await send({"type": "lifespan.startup.complete"})
        else:
            if background:
                await background.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI entry point."""
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
    else:
        await pages(scope, receive, send)  # type: ignore[arg-type]  # django-stubs wants the narrower type of asgiref

"""Sign-ins that have run out are forgotten, so that their table does not grow for ever."""

from importlib import import_module

from django.conf import settings


def clear() -> None:
    """Remove every expired session of the configured store."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()

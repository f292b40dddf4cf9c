from django.apps import AppConfig
from django.conf import settings


class WiringConfig(AppConfig):
    """Holds the commands that belong to no room (serve, demo) and says who wakes the sealer."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """In production a commit wakes the sealer through Celery; embedded mode subscribes in its own loop."""
        if settings.WAKE_BY_CELERY:
            from config.tasks import wake_sealer
            from record import wake

            wake.subscribe(wake_sealer)

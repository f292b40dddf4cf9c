from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Holds the commands that belong to no room: serve and demo."""

    name = "config"
    label = "config"

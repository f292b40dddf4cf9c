"""The application that holds the peers' tables; its database is made for one run and dropped after it."""

from django.apps import AppConfig


class PeerConfig(AppConfig):
    """viewflow's process of a mediation, and a plain audit row."""

    name = "benchmarks.peer"
    label = "peer"
    default_auto_field = "django.db.models.BigAutoField"

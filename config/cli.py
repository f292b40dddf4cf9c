"""The `fengqiao` command: Django's commands and ours under one name."""

import os
import sys

DEFAULT_SETTINGS = "config.settings.embedded"


def main() -> None:
    """Runs the command named in sys.argv, in embedded mode unless FENGQIAO_SETTINGS or DJANGO_SETTINGS_MODULE says otherwise."""
    chosen = (
        os.environ.get("FENGQIAO_SETTINGS") or os.environ.get("DJANGO_SETTINGS_MODULE") or DEFAULT_SETTINGS
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = chosen

    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit(130)

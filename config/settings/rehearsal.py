"""`make run`'s settings with a clock that a browser test may move: never for real cases."""

from config.settings.embedded import *  # noqa: F403 -- settings modules extend each other

ALLOW_TEST_CLOCK = True

"""State charts of the workflows, drawn from the code that runs: nothing here says what the code does not do.

``reading`` takes a workflow apart, ``running`` finds which clocks run where, ``words`` says who is meant, ``drawing`` makes
an SVG and ``pages`` the pages with Mermaid and tables. ``fengqiao state-charts`` writes them into ``docs/state-charts``.
"""

from .pages import files

__all__ = ["files"]

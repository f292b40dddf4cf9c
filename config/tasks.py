"""The names Celery calls. Each calls one function; the functions are the same that embedded mode runs in its loop."""

from config.celery import app
from record import sealer, timekeeping
from workflows import sweep as due


@app.task(name="fengqiao.seal")
def seal() -> None:
    """Seals what was committed. Many at once do no harm: the lock on the chain's head lets one through."""
    sealer.seal_all()


@app.task(name="fengqiao.sweep")
def sweep() -> None:
    """Performs what has come due."""
    due.perform_due(timekeeping.now())

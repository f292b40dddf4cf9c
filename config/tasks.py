"""The names Celery calls. Each calls one function; the functions are the same that embedded mode runs in its loop."""

import logging

from kombu.exceptions import OperationalError

from config import sessions
from config.celery import app
from record import sealer, timekeeping
from workflows import absences
from workflows import sweep as due

logger = logging.getLogger("fengqiao.tasks")


@app.task(name="fengqiao.seal")
def seal() -> None:
    """Seals what was committed. Many at once do no harm: the lock on the chain's head lets one through."""
    sealer.seal_all()


@app.task(name="fengqiao.sweep")
def sweep() -> None:
    """Performs what has come due."""
    due.perform_due(timekeeping.now())


@app.task(name="fengqiao.stand_in")
def stand_in() -> None:
    """Has somebody stand in for signers whose posts have ended."""
    absences.stand_in(timekeeping.now())


@app.task(name="fengqiao.clear_sessions")
def clear_sessions() -> None:
    """Forgets sign-ins that have run out."""
    sessions.clear()


def wake_sealer(chain: str) -> None:
    """Asks for a round of sealing. With the broker away the step stays done, and beat's next round seals it."""
    try:
        seal.apply_async(retry=False)
    except OperationalError:
        logger.warning("the broker does not answer; chain %s waits for the next round", chain)

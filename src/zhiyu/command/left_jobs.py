"""Jobs and deliveries whose worker was killed: given to the living, and parked when they kill whoever takes them.

A worker notes its numbers in ``ZHIYU_HOME/workers`` in a file that it holds locked. The next worker of the home finds
the lock fallen and takes the jobs at once; workers of other machines are known dead by their heartbeat.
"""

from contextlib import closing
from pathlib import Path
from uuid import uuid4

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job

from zhiyu.command.locks import Lock
from zhiyu.kernel.home import home

STALLED_AFTER = 30.0
MOST_TRIES = 8
log = structlog.get_logger(__name__)

# The worker is named again, so that of two sweeps only one moves the job, and nobody's who has it by now.
AGAIN = """
    update procrastinate_jobs
       set status = (case when attempts + 1 < %(most)s then 'todo' else 'failed' end)::procrastinate_job_status,
           attempts = attempts + 1, scheduled_at = now()
     where id = %(job)s and status = 'doing' and worker_id is not distinct from %(worker)s
"""
ALREADY_WAITING = "delete from procrastinate_jobs where id = %(job)s and status = 'doing'"


def notes() -> Path:
    return home() / "workers"


class Note:
    """This worker's own note, held until the process ends, however it does."""

    def __init__(self) -> None:
        self.path = notes() / uuid4().hex
        self.lock = Lock(self.path)
        self.lock.alone(wait=True)

    def write(self, numbers: list[int]) -> None:
        self.lock.write(" ".join(map(str, numbers)))


async def take_over(app: App) -> None:
    """Before the first fetch: whatever workers of this home left, then what others left."""
    for path in notes().glob("*"):
        with closing(Lock(path)) as left:
            if left.alone():
                for number in left.text().split():
                    await app.job_manager.unregister_worker(int(number))
                path.unlink(missing_ok=True)
    await sweep(app)


async def sweep(app: App) -> None:
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await again(app, job)
    await deliveries_again(app)


async def deliveries_again(app: App) -> None:
    from zhiyu.platform.delivering import LEFT, MAX_ATTEMPTS  # noqa: PLC0415 -- after set_up

    values = {"error": "its worker ended before it was done", "most": MAX_ATTEMPTS, "silent": STALLED_AFTER}
    await app.connector.execute_query_async(LEFT, **values)


async def again(app: App, job: Job) -> None:
    values = {"job": job.id, "worker": job.worker_id, "most": MOST_TRIES}
    try:
        await app.connector.execute_query_async(AGAIN, **values)
    except UniqueViolation:
        # Another job of its queueing lock waits already, held up by this one, and does the same work.
        await app.connector.execute_query_async(ALREADY_WAITING, **values)
    except ConnectorException as error:
        log.warning("a left job was not taken again", job=job.id, task=job.task_name, exc_info=error)

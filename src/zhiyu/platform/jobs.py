"""What every job carries while it runs."""

from collections.abc import Callable
from typing import Any, Final

import structlog
from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.job_context import JobContext

AGAIN: Final = RetryStrategy(max_attempts=8, exponential_wait=2, retry_exceptions={OperationalError, InterfaceError})
"""For what may be begun anew where the database left in the middle of it."""


def with_ids(run: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """A task middleware: each line that a job logs names the job and what it is."""
    with structlog.contextvars.bound_contextvars(job=context.job.id, task=context.job.task_name):
        return run()

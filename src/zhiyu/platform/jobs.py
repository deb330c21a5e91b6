"""What every job carries while it runs."""

from collections.abc import Callable
from typing import Any

import structlog
from procrastinate.job_context import JobContext


def with_ids(run: Callable[[], Any], context: JobContext, _worker: object) -> Any:
    """A task middleware: each line that a job logs names the job and what it is."""
    with structlog.contextvars.bound_contextvars(job=context.job.id, task=context.job.task_name):
        return run()

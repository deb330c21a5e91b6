"""Jobs without the ladder's, which is what most tests of packaging are not about."""

from functools import partial

from tests import jobs

run_jobs = partial(jobs.run_jobs, but="media.ladder")

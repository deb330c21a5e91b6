"""Jobs of the ground itself. Events need none: a delivery is its own (``delivering``)."""

from procrastinate.contrib.django import app


@app.periodic(cron="27 4 * * *")
@app.task(name="platform.forget", queue="default")
def forget(timestamp: int) -> None:
    from zhiyu.platform import idempotency  # noqa: PLC0415 -- it brings ninja and pydantic, a fifth of a start

    del timestamp
    idempotency.forget_old_keys()


@app.task(name="platform.deliver", queue="events")
def deliver(*, delivery_id: int) -> None:
    """A job of the version before, as ``platform.sweep`` below: its delivery is due by itself. Gone in the next."""
    del delivery_id


@app.task(name="platform.sweep", queue="default")
def sweep(timestamp: int) -> None:
    del timestamp

"""Asking for what the worker does: one waiting job a class is enough."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued


def ask_settling(class_id: int) -> None:
    defer("live.settle", class_id)


def ask_telling(class_id: int) -> None:
    defer("live.remind", class_id)


def defer(name: str, class_id: int) -> None:
    lock = f"{name}:{class_id}"
    if ProcrastinateJob.objects.filter(queueing_lock=lock, status="todo").exists():
        return
    try:
        with transaction.atomic():
            app.configure_task(name, queue="default", lock=lock, queueing_lock=lock).defer(class_id=class_id)
    except AlreadyEnqueued:
        return

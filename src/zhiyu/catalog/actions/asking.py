"""Asking for work that a change of a lesson brings."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from zhiyu.catalog.models import Lesson
from zhiyu.catalog.queries import binding_key

BIND = "catalog.bind"


def ask_binding(lesson: Lesson) -> None:
    """For the text as it is when the job runs; one that waits is enough."""
    key = binding_key(lesson.pk)
    if ProcrastinateJob.objects.filter(queueing_lock=key, status="todo").exists():
        return
    app.configure_task(BIND, queue="media", lock=key, queueing_lock=key).defer(lesson_id=lesson.pk)

"""What the parts print: one plain line an event, JSON in production. Never the values of local variables, nor what
``redaction`` hides. Lines of the standard library's loggers take the same way.
"""

import logging
import sys
from contextlib import suppress
from typing import Any

import orjson
import structlog

from zhiyu.config.redaction import redact


class Quiet(structlog.PrintLogger):
    """A full disk or a reader that went away costs the line, never the work that wrote it."""

    def msg(self, message: str) -> None:
        with suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def before() -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]


def shown(*, as_json: bool) -> list[structlog.typing.Processor]:
    last = json_line if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return [structlog.processors.format_exc_info, redact, last]


def configure(*, as_json: bool, level: str) -> None:
    structlog.configure(
        processors=[*before(), *shown(as_json=as_json)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: Quiet(sys.stdout),
        cache_logger_on_first_use=True,
    )


def formatter(*, as_json: bool) -> logging.Formatter:
    """For the standard library's loggers: Django's, the server's, the HTTP client's."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*before(), structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown(as_json=as_json)],
    )


def stdlib(*, as_json: bool, level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"shown": {"()": formatter, "as_json": as_json}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "shown"}},
        "root": {"handlers": ["console"], "level": level},
        # Django gives these handlers of their own, which would print the line a second time and as it is.
        "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server")},
    }


def json_line(_logger: object, _name: str, event: structlog.typing.EventDict) -> str:
    return orjson.dumps(event, default=str).decode()

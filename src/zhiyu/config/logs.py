"""What the parts print: one plain line an event, JSON in production. Never the values of local variables."""

import logging
import sys

import orjson
import structlog


def configure(*, as_json: bool, level: str) -> None:
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    if as_json:
        shown: list[structlog.typing.Processor] = [structlog.processors.format_exc_info, json_line]
    else:
        shown = [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
    structlog.configure(
        processors=[*shared, *shown],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )


def json_line(_logger: object, _name: str, event: structlog.typing.EventDict) -> str:
    return orjson.dumps(event, default=str).decode()

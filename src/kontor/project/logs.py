"""Logs as one JSON object a line. They carry the request id and never personal data: no query strings, no bodies."""

from __future__ import annotations

import logging.config
import re
import sys
import traceback
from typing import Any, Final

# structlog looks for rich, for tracebacks in colour that nobody asks for here: three megabytes in every process.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None is how Python notes that there is no such module
import structlog  # noqa: E402  # after it

if sys.modules["rich"] is None:
    del sys.modules["rich"]

#: What a database adds to an error is the row it could not take, with the names and numbers in it.
_OF_DATABASE: Final = re.compile(
    r"^(?:DETAIL|CONTEXT|HINT|LINE \d+): .*?(?=^(?:[\w.]+: |Traceback|The above|During)|\Z)", re.M | re.S
)

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _traceback(exc_info: structlog.typing.ExcInfo) -> str:
    """Where it went wrong and what it is called, without the values that a database put beside it."""
    text = "".join(traceback.format_exception(*exc_info))
    return _OF_DATABASE.sub("", text).rstrip()


def configure(*, level: str, as_json: bool) -> None:
    """Send structlog's and the standard library's records through the same processors to standard error."""
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": _SHARED,
                    "processors": [
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.ExceptionRenderer(_traceback),
                        renderer,
                    ],
                },
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level.upper()},
            "loggers": {
                # Django repeats every 4xx answer here, with its path; the access log has it already, without.
                "django.request": {"level": "ERROR"},
                "django.security.DisallowedHost": {"level": "CRITICAL"},
                # One line for every wake-up, most of which find nothing to do.
                "celery.beat": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

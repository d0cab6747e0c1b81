"""Structured logs: one JSON object a line, with times in UTC; no message holds personal data."""

from __future__ import annotations

import logging
import sys

import structlog

from tierline.settings import Settings


def set_up_logs(settings: Settings) -> None:
    """Send the logs of this process to standard error, as JSON or as text for a terminal."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries speak of addresses and arguments where they speak at all; only their warnings are let through.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s")


def cause_of(error: BaseException) -> str:
    """The kind of an error and the lines of code it passed through; its message may hold personal data."""
    frames = []
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        if "tierline" in code.co_filename:
            frames.append(f"{code.co_filename.rpartition('tierline/')[2]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(frames)}"

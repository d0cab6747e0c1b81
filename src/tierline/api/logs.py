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

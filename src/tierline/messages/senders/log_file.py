"""Sends short messages into a file of JSON lines, for trying things out and for gateways that read a file."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from tierline.messages.model import Channel
from tierline.messages.senders.model import Outcome, Outgoing, Result


class LogFile:
    """One line for each message, with its id, template and line; number and text only where `shows_text`."""

    channel = Channel.SMS
    batch = 100

    def __init__(self, path: Path, shows_text: bool) -> None:
        self._path = path
        self._shows_text = shows_text

    def is_ready(self) -> bool:
        """A file is always there."""
        return True

    def send(self, batch: Sequence[Outgoing]) -> list[Outcome]:
        """Append the batch by one write, so that lines of several workers do not mix."""
        lines = "".join(json.dumps(self._line(each), ensure_ascii=False) + "\n" for each in batch)
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(file, lines.encode())
            finally:
                os.close(file)
        except OSError as error:
            return [Outcome(Result.RETRY, f"log_file_{type(error).__name__}") for _ in batch]
        return [Outcome(Result.SENT) for _ in batch]

    def _line(self, message: Outgoing) -> dict[str, object]:
        line: dict[str, object] = {
            "id": message.id,
            "template": message.template,
            "line_id": message.line_id,
            "attempt": message.attempt,
            "created_at": message.created_at.astimezone(UTC).isoformat(),
        }
        return line | ({"to": message.address, "text": message.text} if self._shows_text else {})

    def close(self) -> None:
        """Nothing is open between two batches."""

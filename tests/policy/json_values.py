"""YAML read with its normal types, as an editor does, into what JSON can hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import yaml


def json_values(text: str) -> Any:
    """The document of a YAML text: keys are texts and days are texts, because JSON has no others."""
    return _plain(yaml.safe_load(text))


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {
                str(key).lower() if isinstance(key, bool) else str(key): _plain(v) for key, v in value.items()
            }
        case list():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
    return value

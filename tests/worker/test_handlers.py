"""The worker knows what every room does when something falls due."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import tierline
from tierline.worker.handlers import DAILY, HANDLERS, PARTS


def rooms_with_jobs():
    folder = Path(tierline.__path__[0])
    for room in pkgutil.iter_modules([str(folder)]):
        if (folder / room.name / "jobs.py").exists():
            yield importlib.import_module(f"tierline.{room.name}.jobs")


def test_no_room_with_jobs_is_forgotten():
    for room in rooms_with_jobs():
        assert room.HANDLERS.items() <= HANDLERS.items(), room.__name__
        assert getattr(room, "DAILY", {}).items() <= DAILY.items(), room.__name__


def test_a_kind_is_of_one_room_only():
    kinds = [kind for handlers, _ in PARTS for kind in handlers]
    assert len(kinds) == len(set(kinds))


def test_what_comes_daily_can_be_carried_out():
    assert DAILY.keys() <= HANDLERS.keys()

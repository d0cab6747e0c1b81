from __future__ import annotations

import pytest

from tests.reconnections.base import World


@pytest.fixture
def world(database, settings) -> World:
    """A database in which a test has lines suspended and reconnected."""
    return World(database, settings)

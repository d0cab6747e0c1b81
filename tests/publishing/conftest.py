"""The graded months that the tests of this room publish."""

from tests.publishing.runs import runs

__all__ = ["runs"]

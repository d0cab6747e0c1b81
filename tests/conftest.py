"""What holds for every test: the language of messages, calm property tests, and known clause ids."""

from __future__ import annotations

import os

from hypothesis import settings

pytest_plugins = ["tools.clauses"]

# A shared machine is slow now and then, which is no failure; on CI the same examples are tried each time.
settings.register_profile("tierline", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("tierline")


def pytest_configure() -> None:
    # Messages are compared in English unless a test asks for Chinese; what a test starts inherits it.
    os.environ["TIERLINE_LANG"] = "en"

"""`python -m benchmarks.soak`."""

from __future__ import annotations

from benchmarks.soak.run import main

main()

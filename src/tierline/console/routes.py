"""The pages, each by its router. A new page adds its line here and one in navigation.py."""

from __future__ import annotations

from fastapi import APIRouter

from tierline.console.clauses.routes import router as clauses
from tierline.console.components.routes import router as components
from tierline.console.sign_in.routes import router as sign_in
from tierline.console.start.routes import router as start

ROUTERS: tuple[APIRouter, ...] = (
    start,
    sign_in,
    clauses,
    components,
)

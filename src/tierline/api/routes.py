"""The routes of the rooms, in the order of the document that describes the API."""

from __future__ import annotations

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()

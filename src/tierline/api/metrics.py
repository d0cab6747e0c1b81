"""What is counted of the API, for Prometheus; by route, never by number or person."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

REQUESTS = Counter("tierline_http_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "tierline_http_request_seconds",
    "Time to answer a request.",
    ["method", "route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)

"""`tierline serve`: starts the API."""

from __future__ import annotations

from typing import Annotated

import typer

from tierline.wording import Text, preferred_language

SERVE_HELP = Text(
    "Serve the API at TIERLINE_LISTEN_HOST and TIERLINE_LISTEN_PORT; metrics on a port of their own.",
    "在 TIERLINE_LISTEN_HOST 与 TIERLINE_LISTEN_PORT 上提供 API；监控指标使用单独端口。",
)
PROCESSES = Text("Processes that share the requests.", "分担请求的进程数。")


def serve(
    processes: Annotated[
        int, typer.Option("--processes", min=1, max=64, help=PROCESSES.read(preferred_language()))
    ] = 1,
) -> None:
    # A server takes half a second to import, which no other command should wait for.
    from tierline.api.server import serve as serve_until_stopped

    serve_until_stopped(processes)

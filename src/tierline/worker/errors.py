"""What keeps a worker from starting."""

from __future__ import annotations

from tierline.errors import Fault
from tierline.wording import Text


class MetricsPortTaken(Fault):
    """The port for metrics is in use, mostly by another worker of this machine."""

    text = Text(
        "Metrics: {host}:{port} is taken. Give each worker of a machine a port of its own: "
        "tierline worker --metrics-port PORT (0 for none).",
        "指标端口 {host}:{port} 已被占用。同一台机器上的每个工作进程请使用不同端口："
        "tierline worker --metrics-port 端口（0 表示不提供）。",
    )

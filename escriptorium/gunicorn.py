"""How gunicorn serves the program: two processes that share what was loaded before the fork."""

import gc
from typing import Any

from escriptorium.orphans import die_with_parent

workers = 2
threads = 4
worker_class = "gthread"
preload_app = True
timeout = 120
graceful_timeout = 3
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Large pages are hundreds of thousands of small lists: the collector looks at them less often,
    and never again at what was loaded before the fork."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def post_fork(server: Any, worker: Any) -> None:
    die_with_parent()

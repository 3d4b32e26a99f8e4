"""How gunicorn serves the program: two processes that share what was loaded before the fork."""

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


def post_fork(server: Any, worker: Any) -> None:
    die_with_parent()

"""``manage.py up``: the whole program as one process tree."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from apps.common import health
from apps.jobs.services import requeue_lost
from apps.users.services import setup_link
from escriptorium import embedded, env, processes
from escriptorium.supervisor import Process, Supervisor


class Command(BaseCommand):
    help = "Runs the whole program: migrations, queue server, web server and workers."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Starting eScriptorium with the data in {settings.DATA_DIR} …")
        logs = settings.DATA_DIR / "logs"
        logs.mkdir(exist_ok=True)
        supervisor = Supervisor(logs)
        with _locked(settings.DATA_DIR), _listening() as server:
            supervisor.listen()
            try:
                self._prepare(supervisor, logs)
                self._run(supervisor, server, logs)
            finally:
                supervisor.stop(services=True)
        self.stdout.write("Stopped.")

    def _prepare(self, supervisor: Supervisor, logs: Path) -> None:
        """Queue server, tables, and the jobs that the last run left behind."""
        if not os.environ.get("REDIS_URL"):
            command = embedded.valkey_command(settings.DATA_DIR, logs)
            supervisor.start(Process(name="valkey", command=command, is_service=True))
        if not supervisor.wait_until(lambda: health.workers_alive() is not None, seconds=30):
            raise CommandError(f"The queue server does not answer at {settings.REDIS_URL}.")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except OperationalError as error:
            raise CommandError(f"The database cannot be used: {error}") from error
        requeue_lost()

    def _run(self, supervisor: Supervisor, server: socket.socket, logs: Path) -> None:
        """Web server and workers, until somebody asks to stop."""
        connections.close_all()
        try:
            for queue in settings.QUEUE_WORKERS:
                for process in processes.workers(queue):
                    supervisor.start(process)
            supervisor.start(processes.web(descriptor=server.fileno(), logs=logs))
            if supervisor.wait_until(_is_ready, seconds=120):
                self._greet(server)
            connections.close_all()
            supervisor.run()
        finally:
            self.stdout.write("Stopping …")
            supervisor.stop(services=False)
            requeue_lost(counted=False)

    def _greet(self, server: socket.socket) -> None:
        address = _address(server)
        self.stdout.write(self.style.SUCCESS(f"Ready: {address}/"))
        link = setup_link(base_url=address)
        if link:
            self.stdout.write(f"\nMake the first account with this one-time link:\n\n    {link}\n")
        self.stdout.write("Ctrl-C stops everything; running jobs go on at the next start.")


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for this program alone."""
    with (data_dir / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise CommandError(
                f"eScriptorium runs already on {data_dir} (process {file.read().strip()})."
                " Stop it, or choose another folder with DATA_DIR."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _listening() -> socket.socket:
    """The open socket of the web server; it stays open while the web server is restarted."""
    bind, port = env.text("BIND", "127.0.0.1"), env.integer("PORT", 8000)
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    try:
        return socket.create_server((bind, port), family=family, backlog=512)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"Port {port} is in use by another program. Stop it, or choose another"
            raise CommandError(f"{reason}, as in PORT={port + 1}.") from error
        raise CommandError(f"Cannot listen at {bind}, port {port}: {error.strerror}.") from error


def _address(server: socket.socket) -> str:
    """What to type into a browser on this machine."""
    host, port = server.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_ready() -> bool:
    return bool(health.report()["status"] == "ready")

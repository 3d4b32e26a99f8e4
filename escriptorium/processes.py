"""The command lines of the processes: the same for ``manage.py up`` and for containers."""

import os
import sys
from pathlib import Path

from django.conf import settings

from escriptorium.supervisor import Process

POOLS = {"default": "prefork", "inference": "prefork", "train": "solo"}
# Light work goes first, then what people wait for in front of a page, then training.
NICE = {"default": 2, "inference": 5, "train": 10}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}


def worker(queue: str, processes: int = 0) -> Process:
    """The Celery worker of one queue; only the one of the default queue keeps the clock."""
    command = [sys.executable, "-m", "celery", "-q", "-A", "escriptorium", "worker"]
    command += ["-Q", queue, "-n", f"{queue}@%h", "-P", POOLS[queue], "-l", "INFO"]
    command += ["-c", str(processes or settings.QUEUE_WORKERS[queue])]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    if queue == "default":
        command.append("-B")
    environment = FEW_ARENAS | (ONE_THREAD if queue == "inference" else {})
    return Process(name=queue, command=command, environment=environment, nice=NICE[queue])


def web(*, descriptor: int, logs: Path) -> Process:
    """gunicorn on a socket that is open already."""
    command = [sys.executable, "-m", "gunicorn", "escriptorium.wsgi"]
    command += ["--config", "python:escriptorium.gunicorn", "--bind", f"fd://{descriptor}"]
    command += ["--access-logfile", str(logs / "access.log")]
    return Process(
        name="web",
        command=command,
        environment=FEW_ARENAS,
        descriptors=(descriptor,),
        shows_output=True,
    )


def replace_with(process: Process) -> None:
    """Become this process, for a container that runs only it."""
    os.nice(process.nice)
    os.execve(process.command[0], process.command, os.environ | process.environment)  # noqa: S606

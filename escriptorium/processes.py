"""The command lines of the processes: the same for ``manage.py up`` and for containers."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from escriptorium.supervisor import Process

POOLS = {"default": "prefork", "inference": "prefork", "train": "solo"}
# Light work goes first, then what people wait for in front of a page, then training.
NICE = {"default": 2, "inference": 5, "train": 10}
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}


def workers(queue: str) -> list[Process]:
    """All workers of a queue on this machine: a trainer does one job, on a graphics card of its own
    where there are several."""
    number = settings.QUEUE_WORKERS[queue]
    if POOLS[queue] != "solo" or number == 1:
        return [worker(queue)]
    trainers = [worker(queue, 1) for _ in range(number)]
    return [
        replace(
            trainer,
            name=f"{queue}-{place}",
            command=[word.replace(f"{queue}@", f"{queue}-{place}@") for word in trainer.command],
            environment=trainer.environment | _own_card(place, number),
        )
        for place, trainer in enumerate(trainers)
    ]


def _own_card(place: int, number: int) -> dict[str, str]:
    """One graphics card for each trainer, as far as the machine has so many."""
    cards = sum(1 for card in Path("/dev").glob("nvidia[0-9]*") if card.name[6:].isdecimal())
    if cards < number or "CUDA_VISIBLE_DEVICES" in os.environ:
        return {}
    return {"CUDA_VISIBLE_DEVICES": str(place)}


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

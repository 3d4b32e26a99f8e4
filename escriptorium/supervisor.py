"""A small supervisor: starts processes, restarts what dies, stops all of them."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import psutil

from escriptorium.orphans import die_with_parent
from escriptorium.process_log import ProcessLog

STOP_SECONDS = 3.0
"""How long processes may finish what they are doing when the program stops."""

LONGEST_PAUSE = 30.0
POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Process:
    """What to run: ``descriptors`` are open files that it inherits.

    A service is what the other processes need: it stops after them.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    nice: int = 0
    descriptors: tuple[int, ...] = ()
    is_service: bool = False
    shows_output: bool = False


class Child:
    """One process that is kept running."""

    def __init__(self, process: Process, logs: Path) -> None:
        self.process = process
        self._log = ProcessLog(process.name, logs, shows_output=process.shows_output)
        self._popen: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._failures = 0
        self._due = 0.0

    def start(self) -> None:
        self._popen = subprocess.Popen(  # noqa: S603 - our own command lines
            self.process.command,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | self.process.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=self.process.descriptors,
            start_new_session=True,
            preexec_fn=self._prepare,  # noqa: PLW1509 - two system calls, no locks
        )
        self._started = time.monotonic()
        self._log.follow(self._popen)

    def _prepare(self) -> None:
        die_with_parent()
        if self.process.nice:
            os.nice(self.process.nice)

    @property
    def is_running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def keep_running(self) -> None:
        """Start the process again if it ended, later and later when it keeps ending."""
        if self._popen is None or self._popen.poll() is None:
            if self._popen is None and time.monotonic() >= self._due:
                self.start()
            return
        lived = time.monotonic() - self._started
        self._failures = 0 if lived > LONGEST_PAUSE else self._failures + 1
        pause = min(LONGEST_PAUSE, 0.5 * 2**self._failures)
        self._log.say(
            f"ended ({_ending(self._popen.returncode)}); starting it again in {pause:.0f} s"
        )
        self._kill_group()
        self._popen = None
        self._due = time.monotonic() + pause

    def descendants(self) -> list[psutil.Process]:
        """The processes that this one started, and theirs."""
        if self._popen is None or not self.is_running:
            return []
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self._popen.pid).children(recursive=True)
        return []

    def terminate(self) -> None:
        if self._popen is not None and self._popen.poll() is None:
            self._popen.terminate()

    def kill(self) -> None:
        """End the process and everything in its session, at once."""
        if self._popen is not None:
            self._kill_group()
            self._popen.wait()

    def _kill_group(self) -> None:
        if self._popen is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._popen.pid, signal.SIGKILL)


class Supervisor:
    """Keeps children running until somebody asks the program to stop."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: list[Child] = []
        self._stop = Event()

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and a closed terminal as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stop.set())

    def start(self, process: Process) -> None:
        child = Child(process, self._logs)
        self._children.append(child)
        child.start()

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Whether ``ready`` came true in time; children are kept running meanwhile."""
        end = time.monotonic() + seconds
        while not self._stop.is_set() and time.monotonic() < end:
            if ready():
                return True
            self._tend()
        return False

    def run(self) -> None:
        """Tend the children until the program is asked to stop."""
        while not self._stop.is_set():
            self._tend()

    def _tend(self) -> None:
        for child in self._children:
            child.keep_running()
        self._stop.wait(POLL_SECONDS)

    def stop(self, *, services: bool) -> None:
        """End the services, or all else: politely, then with what they started, for good."""
        ending = [child for child in self._children if child.process.is_service == services]
        descendants = [found for child in ending for found in child.descendants()]
        for child in ending:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.is_running for child in ending) and time.monotonic() < deadline:
            time.sleep(0.05)
        for child in ending:
            child.kill()
        for descendant in descendants:
            with suppress(psutil.NoSuchProcess):
                descendant.kill()
        self._children = [child for child in self._children if child not in ending]


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"killed by {signal.Signals(-code).name}"

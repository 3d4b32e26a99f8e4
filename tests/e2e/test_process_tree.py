"""``manage.py up`` as a process tree: health, refusal of a second one, restart, no orphans."""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.conftest import ROOT, Program, living

pytestmark = pytest.mark.e2e


@pytest.fixture
def own_program() -> Iterator[Program]:
    """A program that a test may kill."""
    data = Path(tempfile.mkdtemp(prefix="es-e2e-"))
    program = Program(data)
    program.start()
    yield program
    if program.process is not None and program.process.poll() is None:
        program.stop()
    shutil.rmtree(data, ignore_errors=True)


def _family(program: Program) -> list[psutil.Process]:
    assert program.process is not None
    return psutil.Process(program.process.pid).children(recursive=True)


def _wait(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def test_first_start_prints_the_link_for_the_first_account(own_program: Program) -> None:
    link = own_program.wait_for(r"/setup/", seconds=10).strip()
    with urllib.request.urlopen(link, timeout=10) as answer:  # noqa: S310
        assert answer.status == 200


def test_a_second_one_on_the_same_data_or_port_is_refused(program: Program) -> None:
    same_data = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=program.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert same_data.returncode == 1
    assert "runs already" in same_data.stderr
    other = Path(tempfile.mkdtemp(prefix="es-e2e-"))
    same_port = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=program.environment | {"DATA_DIR": str(other)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    shutil.rmtree(other)
    assert same_port.returncode == 1
    assert f"Port {program.port} is in use" in same_port.stderr


def test_what_is_killed_comes_back(own_program: Program) -> None:
    for child in psutil.Process(own_program.process.pid).children():  # type: ignore[union-attr]
        before = {process.pid for process in _family(own_program)}
        child.kill()
        _wait(
            lambda before=before: bool({found.pid for found in _family(own_program)} - before),
            seconds=30,
            what=f"{child} did not come back",
        )
    _wait(own_program.is_healthy, seconds=60, what="".join(own_program.output[-40:]))


def test_stopping_ends_everything_in_time(own_program: Program) -> None:
    family = _family(own_program)
    assert len(family) > 5
    assert own_program.process is not None
    own_program.process.send_signal(signal.SIGTERM)
    assert own_program.process.wait(timeout=10) == 0
    assert living(family) == []


def test_nothing_survives_a_killed_program(own_program: Program) -> None:
    family = _family(own_program)
    assert own_program.process is not None
    own_program.process.kill()
    own_program.process.wait(timeout=5)
    _wait(lambda: not living(family), seconds=10, what=f"orphans: {living(family)}")
    own_program.start()
    _wait(own_program.is_healthy, seconds=60, what="".join(own_program.output[-40:]))

"""A disk so full that not even the failure of a job can be written: room is kept for that."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from apps.common import reserve
from apps.jobs import runner


@pytest.fixture
def kept(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(reserve, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(runner, "_drop_broken_connection", lambda: None)
    monkeypatch.setattr("apps.jobs.runner.time.sleep", lambda _: None)
    outside = SimpleNamespace(in_atomic_block=False)
    monkeypatch.setattr("apps.jobs.runner.transaction.get_connection", lambda: outside)
    reserve.keep()
    return tmp_path / "reserve"


def test_the_kept_room_is_given_up_for_what_has_to_be_written(kept: Path) -> None:
    def write() -> str:
        if kept.exists():
            raise OperationalError("database or disk is full")
        return "written"

    assert kept.stat().st_size == reserve.BYTES
    assert runner.patiently(write) == "written"
    reserve.keep()
    assert kept.exists()


def test_a_lock_is_no_reason_to_give_it_up(kept: Path) -> None:
    left = [OperationalError("database is locked")]

    def write() -> str:
        if left:
            raise left.pop()
        return "written"

    assert runner.patiently(write) == "written"
    assert kept.exists()


def test_nothing_is_kept_of_a_disk_that_is_nearly_full(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve.give_up()
    usage = SimpleNamespace(free=1000)
    monkeypatch.setattr("apps.common.reserve.shutil.disk_usage", lambda _: usage)
    reserve.keep()
    assert not kept.exists()

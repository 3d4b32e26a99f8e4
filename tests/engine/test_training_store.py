"""What a training keeps on disk, and what becomes of it where the disk is full."""

import errno
from pathlib import Path

import pytest

from apps.common.files import is_disk_full

pytestmark = pytest.mark.kraken


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
def test_on_a_full_disk_the_last_state_stays_and_the_reason_is_known(tmp_path: Path) -> None:
    import torch

    from apps.engine.training_store import TrainingStore

    store = TrainingStore(tmp_path, keep=2)
    store.save({"fingerprint": "one", "weights": torch.zeros(3)})
    (tmp_path / ".part-last.ckpt").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as raised:
        store.save({"fingerprint": "one", "weights": torch.ones(300_000)})
    assert raised.value.errno == errno.ENOSPC
    assert is_disk_full(raised.value)
    kept = store.load("one")
    assert kept is not None
    assert kept["weights"].tolist() == [0, 0, 0]
    assert not (tmp_path / ".part-last.ckpt").is_symlink()

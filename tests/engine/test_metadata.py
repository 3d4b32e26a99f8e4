"""Model files are believed only as far as they can be checked."""

import json
import struct
from pathlib import Path

import pytest

from apps.engine import metadata
from apps.engine.errors import EngineError


def _refused(path: Path) -> str:
    with pytest.raises(EngineError) as error:
        metadata.read_model(path)
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.mlmodel", b"", "is empty"),
        ("model.zip", b"PK\x03\x04rest", "is an archive"),
        ("model.mlmodel", b"\x1f\x8brest", "is an archive"),
        ("old.pronn", b"anything", "old version of kraken"),
        ("pickle.mlmodel", b"\x80\x04rest", "old version of kraken"),
        ("notes.txt", b"hello", "use a .mlmodel or a .safetensors"),
        ("short.safetensors", b"abc", "damaged"),
        ("huge-header.safetensors", struct.pack("<Q", 2**40) + b"{}", "damaged"),
    ],
)
def test_refused_at_a_glance(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert reason in _refused(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "gone.mlmodel" in _refused(tmp_path / "gone.mlmodel")


def test_a_file_too_large_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "_LARGEST", 10)
    (tmp_path / "large.mlmodel").write_bytes(b"x" * 11)
    assert "larger than 1 GB" in _refused(tmp_path / "large.mlmodel")


@pytest.mark.kraken
def test_text_and_claims_beyond_all_memory_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.mlmodel"
    text.write_text("hello world " * 100)
    assert "cannot be loaded as a kraken model" in _refused(text)
    network = {"_tasks": ["recognition"], "_model": "TorchVGSLModel", "codec": {"a": [1]}}
    network["vgsl"] = "[1,48,0,1 Lbx60000 O1c20]"
    header = json.dumps({"__metadata__": {"kraken_meta": json.dumps({"a": network})}}).encode()
    bomb = tmp_path / "bomb.safetensors"
    bomb.write_bytes(struct.pack("<Q", len(header)) + header)
    assert "bomb.safetensors" in _refused(bomb)


@pytest.mark.kraken
def test_what_real_models_say(shared: Path) -> None:
    models = shared / "models"
    reader = metadata.read_model(models / "catmus-print-fondue-tiny-2024-01-31.safetensors")
    assert (reader.role, reader.model_type, reader.parameters) == (
        "recognition",
        "baselines",
        287613,
    )
    assert reader.accuracy == pytest.approx(0.977, abs=0.001)
    assert "œ" in reader.alphabet
    assert metadata.read_model(models / "model_froc.mlmodel").model_type == "bbox"
    assert "model_type" in _refused(models / "kraken_tests" / "model_small.mlmodel")
    for path in (models / "legacy_not_loadable").iterdir():
        _refused(path)

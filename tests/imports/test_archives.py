"""The bounded archive reader: what it reads, what it refuses and in which words."""

import zipfile
from pathlib import Path

import pytest

from apps.common.errors import ApplicationError
from apps.imports import limits
from apps.imports.archives import Archive


def make_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_lists_files_without_system_junk(tmp_path: Path) -> None:
    path = make_zip(
        tmp_path / "a.zip",
        {
            "page/0001.XML": b"<a/>",
            "__MACOSX/page/._0001.XML": b"x",
            "page/.DS_Store": b"x",
            "Thumbs.db": b"x",
            "page\\0002.xml": b"<b/>",
        },
    )
    with Archive(path, name="a.zip") as archive:
        entries = list(archive.entries())
        assert [entry.name for entry in entries] == ["page/0001.XML", "page/0002.xml"]
        assert entries[0].suffix == ".xml"
        assert archive.read(entries[1], limit=100) == b"<b/>"


def test_refuses_a_file_that_is_no_zip(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(b"PK\x03\x04 this is not a zip")
    with pytest.raises(ApplicationError, match=r"b\.zip cannot be opened"):
        Archive(path, name="b.zip")


def test_refuses_a_bomb(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "bomb.zip", {"page.xml": b"\0" * 30_000_000})
    with pytest.raises(ApplicationError) as error:
        Archive(path, name="bomb.zip")
    assert error.value.code == "archive_bomb"


def test_refuses_too_many_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 2)
    path = make_zip(tmp_path / "many.zip", {f"{n}.xml": b"x" for n in range(3)})
    with pytest.raises(ApplicationError, match="3 files"):
        Archive(path, name="many.zip")


def test_an_entry_that_lies_about_its_size_is_not_read_on(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "lie.zip", {"page.xml": b"x" * 1000})
    with Archive(path, name="lie.zip") as archive:
        (entry,) = archive.entries()
        with pytest.raises(ApplicationError, match="unpacks to more than"):
            archive.read(entry, limit=999)


def test_a_damaged_entry_is_named(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "c.zip", {"good.xml": b"<a/>", "bad.xml": b"<b/>" * 50})
    data = bytearray(path.read_bytes())
    data[data.find(b"bad.xml") + len("bad.xml") + 3] ^= 0xFF
    path.write_bytes(bytes(data))
    with Archive(path, name="c.zip") as archive:
        good, bad = archive.entries()
        assert archive.read(good, limit=100) == b"<a/>"
        with pytest.raises(ApplicationError, match=r"bad\.xml in c\.zip"):
            archive.read(bad, limit=1000)

"""Archives that mean harm: each is refused in words, in bounded memory, and changes nothing."""

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from apps.common.errors import ApplicationError
from apps.imports import limits
from apps.imports.archives import Archive
from tests.imports.test_archives import make_zip


def make_tar(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def refusal(path: Path) -> ApplicationError:
    with pytest.raises(ApplicationError) as error:
        Archive(path, name=path.name)
    return error.value


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:xz", "w:bz2"])
def test_tars_are_read_however_they_are_packed(tmp_path: Path, mode: str) -> None:
    path = make_tar(tmp_path / "a.tar", {"page/1.xml": b"<a/>", "._1.xml": b"x"}, mode)
    with Archive(path, name="a.tar") as archive:
        (entry,) = archive.entries()
        assert (entry.name, archive.read(entry, limit=100)) == ("page/1.xml", b"<a/>")


def test_links_and_devices_in_a_tar_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "s.xml"), (tarfile.LNKTYPE, "h.xml")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        device = tarfile.TarInfo("d.xml")
        device.type = tarfile.CHRTYPE
        archive.addfile(device)
    with Archive(path, name="links.tar") as archive:
        assert list(archive.entries()) == []


def test_names_that_climb_out_are_names_only(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "slip.zip", {"../../etc/evil.xml": b"<a/>", "/root/b.xml": b"<b/>"})
    with Archive(path, name="slip.zip") as archive:
        names = [entry.name for entry in archive.entries()]
        assert names == ["../../etc/evil.xml", "root/b.xml"]
        assert [archive.read(entry, limit=10) for entry in archive.entries()] == [b"<a/>", b"<b/>"]
    assert not (tmp_path.parent.parent / "etc" / "evil.xml").exists()


def test_a_hundred_thousand_files_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.xml", b"")
    assert "100000 files" in refusal(path).message


def test_a_list_of_files_that_lies_about_its_length_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "lie.zip", {"a.xml": b"<a/>"})
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rfind(b"PK\x05\x06") + 12, 4_000_000_000)
    path.write_bytes(bytes(data))
    assert "too many files" in refusal(path).message


def test_a_tar_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_ENTRIES", 3)
    path = make_tar(tmp_path / "many.tar.gz", {f"{n}.xml": b"" for n in range(4)})
    assert refusal(path).code == "too_many_entries"


@pytest.mark.parametrize("mode", ["w:gz", "w:xz", "w:bz2"])
def test_a_packed_tar_that_swells_is_refused_while_it_is_unpacked(
    tmp_path: Path, mode: str
) -> None:
    path = make_tar(tmp_path / "bomb.tar.gz", {"a.xml": b"\0" * 30_000_000}, mode)
    assert refusal(path).code == "archive_bomb"


def test_files_of_a_zip_that_share_their_bytes_are_counted_against_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_zip(tmp_path / "shared.zip", {f"{n}.xml": b"\0" * 500_000 for n in range(4)})
    infos = zipfile.ZipFile(path).infolist()
    for info in infos:
        info.compress_size = 2_000_000
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _: infos)
    assert refusal(path).code == "archive_bomb"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_a_cut_archive_is_refused_or_its_cut_file_named(
    tmp_path: Path, kind: str, share: float
) -> None:
    path = tmp_path / f"cut.{kind}"
    files = {f"{n}.xml": bytes(range(256)) * 40 for n in range(5)}
    make = make_zip if kind == "zip" else make_tar
    make(path, files, **({} if kind == "zip" else {"mode": "w:gz" if "gz" in kind else "w:"}))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    try:
        with Archive(path, name=path.name) as archive:
            for entry in archive.entries():
                archive.read(entry, limit=100_000)
    except ApplicationError as error:
        assert error.code in {"bad_archive", "bad_entry"}
        assert path.name in error.message


def test_an_endless_tar_header_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "header.tar"
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 3 * 1024**3
    path.write_bytes(info.tobuf() + b"\0" * 10_240)
    assert refusal(path).code == "bad_archive"

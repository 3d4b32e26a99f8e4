"""The file that an export becomes, and the images in it."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.common.errors import ApplicationError
from apps.exports.archive import FileSink
from apps.exports.images import image_file, image_suffix
from apps.exports.notes import KEPT, Notes
from apps.images.models import PageImage
from apps.images.services import create_from_upload, turn_image


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_one_file_stays_bare_and_keeps_its_ending(tmp_path: Path) -> None:
    sink = FileSink(tmp_path)
    with sink.open("book.txt") as file:
        file.write(b"one")
        file.write(b"two")
    path, suffix = sink.finish()
    assert (path.read_bytes(), suffix) == (b"onetwo", ".txt")


def test_several_files_make_a_zip_with_sizes_and_sums(tmp_path: Path) -> None:
    sink = FileSink(tmp_path)
    source = tmp_path / "image.jpg"
    source.write_bytes(b"JPEG" * 1000)
    stored = [sink.write("a.xml", b"<a/>"), sink.add("a.jpg", source)]
    with sink.open("table.csv") as table, sink.open("other.csv") as other:
        table.write(b"1")
        other.write(b"2")
    path, suffix = sink.finish()
    assert suffix == ".zip"
    assert names_in(path) == ["a.xml", "a.jpg", "other.csv", "table.csv"]
    assert [file.size for file in stored] == [4, 4000]
    assert source.exists()


def test_no_name_is_given_twice_whatever_its_case(tmp_path: Path) -> None:
    sink = FileSink(tmp_path, always_zip=True)
    paths = [sink.write(path, b"x").path for path in ("f/a.xml", "F/A.xml", "f/a.xml", "b.xml")]
    assert paths == ["f/a.xml", "F/A-2.xml", "f/a-3.xml", "b.xml"]
    assert names_in(sink.finish()[0]) == paths


def test_a_file_that_fails_half_way_is_not_in_the_zip(tmp_path: Path) -> None:
    sink = FileSink(tmp_path, always_zip=True)
    sink.write("a.txt", b"a")
    with pytest.raises(ValueError, match="broke"), sink.open("b.txt") as file:
        file.write(b"half")
        raise ValueError("broke")
    assert names_in(sink.finish()[0]) == ["a.txt"]


def test_all_notes_are_in_the_file_and_the_first_in_memory(tmp_path: Path) -> None:
    notes = Notes(tmp_path / "warnings.txt")
    for number in range(KEPT + 5):
        notes.add(f"note\n {number}")
    notes.close()
    assert (notes.count, len(notes.kept)) == (KEPT + 5, KEPT)
    assert notes.path.read_text().splitlines()[-1] == f"note {KEPT + 4}"


def page_image(name: str, *frames: Image.Image, **options: object) -> list[PageImage]:
    buffer = io.BytesIO()
    first, *others = frames
    kind = "TIFF" if name.endswith("tif") else "JPEG"
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(buffer, kind, **more, **options)
    return create_from_upload(upload=SimpleUploadedFile(name, buffer.getvalue()), name=name)


def half_black() -> Image.Image:
    image = Image.new("RGB", (200, 100), "white")
    image.paste("black", (0, 0, 100, 100))
    return image


@pytest.mark.django_db
def test_an_upright_image_is_the_very_file_that_was_uploaded() -> None:
    (image,) = page_image("page.jpg", half_black())
    with image_file(image, "original") as found, image.file.open("rb") as original:
        assert found.path.read_bytes() == original.read()
        assert found.suffix == image_suffix(image, "original") == ".jpg"


@pytest.mark.django_db
def test_a_turned_image_is_written_as_its_coordinates_mean_it() -> None:
    (image,) = page_image("page.jpg", half_black())
    turn_image(image=image, quarters=1)
    with image_file(image, "original") as found, Image.open(found.path) as pixels:
        assert pixels.size == (image.width, image.height) == (100, 200)
        assert pixels.getpixel((50, 20)) < (30, 30, 30)
        assert found.suffix == image_suffix(image, "original")


@pytest.mark.django_db
def test_a_photo_that_says_how_it_is_turned_comes_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6
    (image,) = page_image("photo.jpg", half_black(), exif=exif)
    with image_file(image, "original") as found, Image.open(found.path) as pixels:
        assert pixels.size == (100, 200)
        assert 274 not in pixels.getexif()


@pytest.mark.django_db
def test_each_page_of_a_file_of_several_is_an_image_of_its_own() -> None:
    images = page_image("book.tif", half_black(), Image.new("RGB", (60, 80), "white"))
    sizes = []
    for image in images:
        assert image_suffix(image, "original") == ".png"
        assert image_suffix(image, "none") == ".tif"
        with image_file(image, "original") as found, Image.open(found.path) as pixels:
            sizes.append(pixels.size)
    assert sizes == [(200, 100), (60, 80)]


@pytest.mark.django_db
def test_an_image_that_is_gone_is_named() -> None:
    (image,) = page_image("page.jpg", half_black())
    image.file.storage.delete(str(image.file.name))
    with pytest.raises(ApplicationError, match=r"page\.jpg is gone"), image_file(image, "original"):
        pass
    with pytest.raises(ApplicationError, match="not prepared yet"), image_file(image, "view"):
        pass

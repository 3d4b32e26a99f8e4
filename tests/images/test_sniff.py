"""What an uploaded file is, and what is refused with which words."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.common.errors import ApplicationError
from apps.images.sniff import Frame, ImageFile, inspect
from tests.images import samples


def look(data: bytes, name: str = "page.jpg") -> ImageFile:
    return inspect(SimpleUploadedFile(name, data), name=name)


def refusal(data: bytes, name: str = "page.jpg") -> str:
    with pytest.raises(ApplicationError) as raised:
        look(data, name)
    assert raised.value.code == "invalid_image"
    assert raised.value.message.startswith(f"{name} ")
    return raised.value.message


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP", "JPEG2000"])
def test_the_content_says_what_a_file_is_not_its_name(image_format: str) -> None:
    data = samples.encoded(samples.page(), image_format)
    found = look(data, "page.txt")
    assert found.format == image_format
    assert found.frames == (Frame(60, 40, 1),)
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_turned_image_has_the_size_of_the_upright_one(image_format: str) -> None:
    assert look(samples.turned(image_format)).frames == (Frame(40, 60, 6),)


@pytest.mark.parametrize(
    "data",
    [samples.sixteen_bits("TIFF"), samples.sixteen_bits("PNG"), samples.cmyk("TIFF"),
     samples.cmyk("JPEG")],
    ids=["tiff16", "png16", "cmyk-tiff", "cmyk-jpeg"],
)  # fmt: skip
def test_deep_and_print_colours_are_taken(data: bytes) -> None:
    assert look(data).frames == (Frame(60, 40, 1),)


def test_each_page_of_a_tiff_is_a_frame() -> None:
    assert [frame.width for frame in look(samples.many_pages()).frames] == [60, 70, 80]


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "TIFF", "WEBP", "JPEG2000"])
def test_a_file_that_ends_too_early_is_refused(image_format: str) -> None:
    data = samples.noise(image_format)
    assert look(data).size == len(data)
    assert "is damaged" in refusal(data[: len(data) * 2 // 3])


def test_bytes_after_the_image_do_no_harm() -> None:
    assert look(samples.noise("JPEG") + b"camera notes").format == "JPEG"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"Dear sister, " * 100, "is no image that can be read. Save it as JPEG"),
        (b"%PDF-1.7 and so on", "is a PDF"),
        (b"II*\0" + bytes(200), "is a TIFF of a kind that cannot be read. Save it with 8 bits"),
        (samples.bomb(), "more than 400 million pixels"),
        (samples.bomb(25_000, 20_000), "more than 400 million pixels"),
    ],
    ids=["empty", "text", "pdf", "odd TIFF", "bomb", "large"],
)
def test_what_is_no_page_is_refused_in_words(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings: Any) -> None:
    settings.MAX_UPLOAD_MB = 1
    assert "is larger than 1 MB" in refusal(bytes(1024 * 1024 + 1))

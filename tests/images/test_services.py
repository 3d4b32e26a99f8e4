"""Storing, deriving, opening and deleting images."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.common.files import local_path
from apps.images import derivatives
from apps.images.models import ImageState, PageImage
from apps.images.services import (
    clean_name,
    create_from_upload,
    delete_image,
    delete_images,
    open_upright,
)
from tests.images import samples

pytestmark = pytest.mark.django_db


def stored(data: bytes, name: str = "page.jpg") -> list[PageImage]:
    return create_from_upload(upload=SimpleUploadedFile(name, data), name=name)


def built(data: bytes) -> PageImage:
    return derivatives.build(stored(data)[0])


def opened(name: str) -> Image.Image:
    return Image.open(ContentFile(default_storage.open(name).read()))


def test_the_original_is_kept_byte_for_byte_under_its_hash() -> None:
    data = samples.turned("JPEG")
    image = stored(data, "f 10.jpg")[0]
    assert image.file.name == f"originals/{image.sha256[:2]}/{image.sha256}.jpg"
    built_image = derivatives.build(image)
    with default_storage.open(built_image.file.name) as file:
        assert file.read() == data


def test_frames_and_twins_share_one_file_until_the_last_is_gone(
    django_capture_on_commit_callbacks: Any,
) -> None:
    first, second = stored(samples.many_pages(2), "a.tif")
    twin = stored(samples.many_pages(2), "b.tif")
    name = first.file.name
    assert {image.file.name for image in (second, *twin)} == {name}
    assert [image.original_name for image in (first, second)] == ["a-1.tif", "a-2.tif"]
    with django_capture_on_commit_callbacks(execute=True):
        delete_images(images=[first, second, twin[0]])
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=twin[1])
    assert not default_storage.exists(name)


@pytest.mark.parametrize(
    ("data", "mode", "size", "left"),
    [
        (samples.turned("JPEG"), "RGB", (40, 60), (254, 0, 0)),
        (samples.turned("TIFF"), "RGB", (40, 60), (255, 0, 0)),
        (samples.turned("PNG"), "RGB", (40, 60), (255, 0, 0)),
        (samples.cmyk("JPEG"), "RGB", (60, 40), (255, 0, 0)),
        (samples.cmyk("TIFF"), "RGB", (60, 40), (255, 0, 0)),
        (samples.sixteen_bits("TIFF"), "L", (60, 40), 156),
        (samples.encoded(Image.new("1", (60, 40), 0), "TIFF"), "L", (60, 40), 0),
        (samples.encoded(Image.new("RGBA", (60, 40), (0, 0, 0, 0)), "PNG"), "RGB", (60, 40),
         (255, 255, 255)),
        (samples.encoded(samples.page(), "JPEG2000"), "RGB", (60, 40), (255, 0, 0)),
    ],
    ids=["jpeg", "tiff", "png", "cmyk-jpeg", "cmyk-tiff", "16-bit", "1-bit", "alpha", "jp2"],
)  # fmt: skip
def test_every_kind_opens_upright_in_eight_bits(
    data: bytes, mode: str, size: tuple[int, int], left: Any
) -> None:
    image = stored(data)[0]
    pixels = open_upright(image)
    assert (pixels.mode, pixels.size) == (mode, size)
    assert (image.width, image.height) == size
    found = pixels.getpixel((2, 2))
    wanted = (left,) if isinstance(left, int) else left
    actual = (found,) if isinstance(found, int | float) else found
    assert actual is not None
    assert all(abs(a - b) <= 3 for a, b in zip(actual, wanted, strict=True))


def test_a_large_image_gets_a_smaller_view_and_a_thumbnail() -> None:
    image = built(samples.encoded(samples.page((4200, 1400)), "JPEG"))
    assert image.state == ImageState.READY
    assert opened(image.view.name).size == (3500, 1167)
    assert opened(image.thumbnail.name).size == (400, 133)
    assert opened(image.view.name).mode == "RGB"


def test_a_modest_jpeg_is_its_own_view() -> None:
    image = built(samples.encoded(samples.page(), "JPEG"))
    assert image.view.name == image.file.name
    assert image.thumbnail.name != image.file.name


def test_the_second_page_of_a_tiff_gets_its_own_view() -> None:
    image = derivatives.build(stored(samples.many_pages(), "a.tif")[1])
    assert opened(image.view.name).size == (70, 40)


def test_building_twice_leaves_one_file() -> None:
    image = built(samples.turned("JPEG"))
    names = (image.view.name, image.thumbnail.name)
    image = derivatives.build(image)
    assert (image.view.name, image.thumbnail.name) == names


def test_a_damaged_image_is_a_failed_row_with_words() -> None:
    data = bytearray(samples.noise("PNG"))
    image = stored(bytes(data))[0]
    default_storage.delete(image.file.name)
    image.file.name = default_storage.save(image.file.name, ContentFile(bytes(data[:3000])))
    image.save()
    image = derivatives.build(image)
    assert image.state == ImageState.FAILED
    assert image.error.startswith("page.jpg cannot be shown")


def test_a_view_in_other_colours_is_turned_into_srgb() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = samples.encoded(samples.page(), "JPEG", icc_profile=profile)
    image = built(data)
    assert image.view.name != image.file.name
    assert "icc_profile" not in opened(image.view.name).info


def test_a_local_path_is_the_file_itself_or_a_copy_for_a_while(monkeypatch: Any) -> None:
    data = samples.encoded(samples.page(), "PNG")
    image = stored(data)[0]
    with local_path(str(image.file.name)) as path:
        assert path.read_bytes() == data

    def remote(self: Any, name: str) -> str:
        raise NotImplementedError

    monkeypatch.setattr(type(default_storage._wrapped), "path", remote)  # type: ignore[attr-defined]
    monkeypatch.setattr(type(default_storage._wrapped), "open", lambda *_: ContentFile(data))  # type: ignore[attr-defined]
    with local_path(str(image.file.name)) as path:
        assert path.read_bytes() == data
    assert not path.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("folder/f10.jpg", "f10.jpg"),
        ("C:\\scans\\f10.jpg", "f10.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n.jpg", "ab.jpg"),
        ("", "page"),
        ("é" * 400 + ".jpg", "é" * 251 + ".jpg"),
        ("صفحة 1.tif", "صفحة 1.tif"),
    ],
)
def test_names_keep_no_folders_and_no_control_characters(given: str, kept: str) -> None:
    assert clean_name(given) == kept

"""Fetching the images of IIIF canvases from services that are strict, limited, odd or busy."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageChops

from apps.common.errors import ApplicationError
from apps.common.web import WebClient
from apps.imports.sources.iiif_images import ImageFetcher, Received
from tests.iiif_server import ImageService, gradient
from tests.web_server import Answer, WebServer, running

SIZE = (1000, 1400)


@pytest.fixture
def server(settings: Any) -> Iterator[WebServer]:
    with running() as server:
        settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
        yield server


def fetch(target: dict[str, Any], **options: Any) -> Received:
    with WebClient(pause=lambda _: None) as web:
        return ImageFetcher(web, lambda: None, **options).fetch(target)


def assert_is(got: Received, expected: Image.Image) -> None:
    """The same picture, but for what JPEG loses."""
    with got.file as file:
        image = Image.open(file).convert("RGB")
        assert image.size == (got.width, got.height) == expected.size
        worst = max(high for _, high in ImageChops.difference(image, expected).getextrema())
        assert worst <= 24


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("level", [1, 2])
def test_a_service_gives_the_whole_image(server: WebServer, version: int, level: int) -> None:
    service = ImageService(gradient(*SIZE), version=version, level=level)
    got = fetch({"service": service.mount(server, "/s/ark:%2F1")})
    assert_is(got, service.image)
    assert got.suffix == "jpg"
    assert len(service.asked) == 1


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("limits", [{"maxWidth": 400}, {"maxArea": 90_000}])
def test_what_is_too_large_for_one_request_comes_in_parts(
    server: WebServer, version: int, limits: dict[str, int]
) -> None:
    service = ImageService(gradient(*SIZE), version=version, limits=limits)
    assert_is(fetch({"service": service.mount(server, "/s")}), service.image)


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("tile", [256, 512, 1000])
def test_a_service_of_tiles_only_is_put_together(
    server: WebServer, version: int, tile: int
) -> None:
    service = ImageService(gradient(*SIZE), version=version, level=0, tile=tile, has_full=False)
    assert_is(fetch({"service": service.mount(server, "/s")}), service.image)


def test_level_0_without_tiles_gives_its_largest_size(server: WebServer) -> None:
    sizes = [(250, 350), (500, 700)]
    service = ImageService(gradient(*SIZE), level=0, sizes=sizes, has_full=False)
    got = fetch({"service": service.mount(server, "/s")})
    assert (got.width, got.height) == (500, 700)


def test_a_limit_that_is_not_told_is_noticed(server: WebServer) -> None:
    service = ImageService(gradient(*SIZE), hidden_limit=600, tile=500)
    assert_is(fetch({"service": service.mount(server, "/s")}), service.image)


def test_no_more_than_the_wanted_side_is_fetched(server: WebServer) -> None:
    service = ImageService(gradient(*SIZE))
    got = fetch({"service": service.mount(server, "/s")}, max_side=700)
    assert (got.width, got.height) == (500, 700)


def test_the_pixel_limit_holds_for_what_is_put_together(server: WebServer, settings: Any) -> None:
    settings.MAX_IMAGE_MEGAPIXELS = 1
    service = ImageService(gradient(*SIZE), level=0, tile=256, has_full=False)
    got = fetch({"service": service.mount(server, "/s")})
    assert (got.width, got.height) == (500, 700)


def test_a_part_of_an_image(server: WebServer) -> None:
    service = ImageService(gradient(*SIZE))
    got = fetch({"service": service.mount(server, "/s"), "crop": [100, 200, 300, 400]})
    assert_is(got, service.image.crop((100, 200, 400, 600)))


def test_where_the_service_is_gone_the_address_of_the_image_is_used(server: WebServer) -> None:
    picture = io.BytesIO()
    gradient(60, 80).save(picture, "PNG")
    server.routes["/p.png"] = Answer(picture.getvalue())
    got = fetch({"service": server.url("/gone"), "url": server.url("/p.png")})
    assert_is(got, gradient(60, 80))
    assert got.suffix == "png"


def test_what_is_no_image_says_so(server: WebServer) -> None:
    server.routes["/login"] = Answer(b"<html>Please log in</html>")
    with pytest.raises(ApplicationError, match="log-in"):
        fetch({"url": server.url("/login")})
    with pytest.raises(ApplicationError, match="404"):
        fetch({"url": server.url("/missing.jpg")})


def test_a_tile_of_another_size_is_refused(server: WebServer) -> None:
    service = ImageService(gradient(*SIZE), level=0, tile=512, has_full=False, hidden_limit=100)
    with pytest.raises(ApplicationError):
        fetch({"service": service.mount(server, "/s")})


def test_a_service_inside_the_network_is_not_asked(server: WebServer, settings: Any) -> None:
    settings.FETCH_ALLOWED_HOSTS = []
    with pytest.raises(ApplicationError, match="FETCH_ALLOWED_HOSTS"):
        fetch({"service": server.url("/s"), "url": server.url("/p.png")})
    assert server.asked == []


def test_tiles_stop_when_the_work_is_cancelled(server: WebServer) -> None:
    class Cancelled(Exception):
        pass

    service = ImageService(gradient(*SIZE), level=0, tile=256, has_full=False)
    url = service.mount(server, "/s")

    def check() -> None:
        if len(service.asked) > 3:
            raise Cancelled

    with WebClient() as web, pytest.raises(Cancelled):
        ImageFetcher(web, check).fetch({"service": url})
    assert len(service.asked) == 4

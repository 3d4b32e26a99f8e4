"""Fetches the image of the next page while this one is stored: two at a time, never more."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, local
from typing import Any

from apps.common.web import WebClient
from apps.common.web_manners import PER_HOST
from apps.imports.sources.iiif_images import ImageFetcher, Received

LOOK_EVERY = 1.0


class _Closed(Exception):
    """The import ended: nobody waits for this image any more."""


class Ahead:
    """Images by the ids of their items. The threads know addresses only, never the database."""

    def __init__(self, check: Callable[[], None], *, max_side: int) -> None:
        self._check = check
        self._max_side = max_side
        self._pool = ThreadPoolExecutor(max_workers=PER_HOST, thread_name_prefix="iiif")
        self._own = local()
        self._clients: list[WebClient] = []
        self._closed = Event()
        self._coming: dict[int, Future[Received]] = {}

    def start(self, item_id: int, target: Mapping[str, Any]) -> None:
        """Begin to fetch, unless that was begun before."""
        if item_id not in self._coming:
            self._coming[item_id] = self._pool.submit(self._fetch, dict(target))

    def take(self, item_id: int) -> Received:
        """The image that was begun, as soon as it is there; others are begun meanwhile."""
        future = self._coming.pop(item_id)
        try:
            while True:
                self._check()
                try:
                    return future.result(timeout=LOOK_EVERY)
                except TimeoutError:
                    if future.done():
                        raise
        except BaseException:
            self._drop(future)
            raise

    def close(self) -> None:
        self._closed.set()
        self._pool.shutdown(cancel_futures=True)
        for future in self._coming.values():
            self._drop(future)
        for client in self._clients:
            client.close()

    def _fetch(self, target: dict[str, Any]) -> Received:
        if not hasattr(self._own, "images"):
            web = WebClient(check=self._look)
            self._clients.append(web)
            self._own.images = ImageFetcher(web, self._look, max_side=self._max_side)
        images: ImageFetcher = self._own.images
        return images.fetch(target)

    def _look(self) -> None:
        if self._closed.is_set():
            raise _Closed

    @staticmethod
    def _drop(future: "Future[Received]") -> None:
        """Close the file of an image that nobody takes, now or when it has come."""
        future.add_done_callback(
            lambda done: (
                None if done.cancelled() or done.exception() else done.result().file.close()
            )
        )

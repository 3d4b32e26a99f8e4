"""A PDF file written from front to back: only the places of its objects stay in memory."""

import zlib
from array import array
from collections.abc import Iterable, Iterator
from typing import IO

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_PAGES_AT_ONCE = 100


def text_string(text: str) -> bytes:
    """A text as PDF writes it outside of pages: any script."""
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().upper().encode() + b">"


class PdfFile:
    """Objects and pages, in any order; ``finish`` writes what makes them a document."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._size = 0
        self._places = array("Q", [0])
        self._pages: list[int] = []
        self._groups: list[int] = []
        self._titles: list[tuple[str, int]] = []
        self._catalog = self.reserve()
        self._root = self.reserve()
        self._put(_HEAD)

    def reserve(self) -> int:
        """The number of an object that is written later."""
        self._places.append(0)
        return len(self._places) - 1

    def write(self, number: int, body: bytes) -> None:
        """Write the object of that number."""
        place = self._size
        self._put(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        self._places[number] = place

    def add(self, body: bytes) -> int:
        """Write an object; its number."""
        number = self.reserve()
        self.write(number, body)
        return number

    def stream(self, data: bytes, entries: bytes = b"", *, compress: bool = False) -> int:
        """Write a stream; its number."""
        if compress:
            data, entries = zlib.compress(data), entries + b" /Filter /FlateDecode"
        return self.stream_of([data], len(data), entries)

    def stream_of(self, blocks: Iterable[bytes], length: int, entries: bytes) -> int:
        """Write a stream of ``length`` bytes piece by piece; its number.

        Where the blocks raise an error or are of another length, the object does not exist.
        """
        number, place = self.reserve(), self._size
        self._put(b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (number, entries, length))
        start = self._size
        for block in blocks:
            self._put(block)
        if self._size - start != length:
            raise ValueError("The data is not as long as was said.")
        self._put(b"\nendstream\nendobj\n")
        self._places[number] = place
        return number

    def page(self, body: bytes, title: str) -> None:
        """Add a page: ``body`` are the entries of its dictionary; ``title`` goes in the outline."""
        if len(self._pages) == _PAGES_AT_ONCE or not self._groups:
            self._close_group()
            self._groups.append(self.reserve())
        number = self.add(b"<< /Type /Page /Parent %d 0 R %s >>" % (self._groups[-1], body))
        self._pages.append(number)
        self._titles.append((title, number))

    @property
    def page_count(self) -> int:
        return len(self._titles)

    def finish(self, *, info: bytes, metadata: bytes, catalog: bytes = b"") -> None:
        """Write the tree of pages, the outline, the metadata and the table of objects."""
        self._close_group()
        kids = b" ".join(b"%d 0 R" % number for number in self._groups)
        self.write(
            self._root,
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, self.page_count),
        )
        outline = self._outline()
        packet = self.stream(metadata, b"/Type /Metadata /Subtype /XML")
        about = self.add(b"<< %s >>" % info)
        self.write(
            self._catalog,
            b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R /Metadata %d 0 R %s >>"
            % (self._root, outline, packet, catalog),
        )
        self._write_table(about)

    def _close_group(self) -> None:
        if self._pages:
            kids = b" ".join(b"%d 0 R" % number for number in self._pages)
            self.write(
                self._groups[-1],
                b"<< /Type /Pages /Parent %d 0 R /Kids [%s] /Count %d >>"
                % (self._root, kids, len(self._pages)),
            )
        self._pages = []

    def _outline(self) -> int:
        outline = self.reserve()
        numbers = [self.reserve() for _ in self._titles]
        for index, (number, (title, page)) in enumerate(zip(numbers, self._titles, strict=True)):
            links = b"/Prev %d 0 R" % numbers[index - 1] if index else b""
            if index + 1 < len(numbers):
                links += b" /Next %d 0 R" % numbers[index + 1]
            self.write(
                number,
                b"<< /Title %s /Parent %d 0 R %s /Dest [%d 0 R /Fit] >>"
                % (text_string(title), outline, links, page),
            )
        ends = b"/First %d 0 R /Last %d 0 R" % (numbers[0], numbers[-1]) if numbers else b""
        self.write(outline, b"<< /Type /Outlines %s /Count %d >>" % (ends, len(numbers)))
        return outline

    def _write_table(self, about: int) -> None:
        """Where each object lies; numbers that were reserved and never written are free."""
        number, start = self.reserve(), self._size
        self._places[number] = start
        packer = zlib.compressobj()
        packed = b"".join([*map(packer.compress, self._rows()), packer.flush()])
        self.stream_at(
            number,
            packed,
            b"/Type /XRef /Size %d /W [1 8 2] /Root %d 0 R /Info %d 0 R /Filter /FlateDecode"
            % (len(self._places), self._catalog, about),
        )
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)

    def stream_at(self, number: int, data: bytes, entries: bytes) -> None:
        """Write a stream under a number that was reserved."""
        self._places[number] = self._size
        self._put(b"%d 0 obj\n<< %s /Length %d >>\nstream\n" % (number, entries, len(data)))
        self._put(data + b"\nendstream\nendobj\n")

    def _rows(self) -> Iterator[bytes]:
        for number, place in enumerate(self._places):
            is_used = bool(place)
            generation = 0 if is_used or number else 65_535
            yield bytes([is_used]) + place.to_bytes(8, "big") + generation.to_bytes(2, "big")

    def _put(self, data: bytes) -> None:
        self._out.write(data)
        self._size += len(data)

"""OpenITI mARkdown: a header of facts, and text in lines that researchers mark up further."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from apps.exports.writers.base import ExportContext, ExportPage, Format, Sink, Writer, register
from apps.exports.writers.layered import GrowingFiles, layer_folders
from apps.exports.writers.text import ONE_FILE
from apps.formats.flow import paragraphs, said

MAGIC = "######OpenITI#\n\n\n"
END_OF_HEADER = "\n#META#Header#End#\n\n"
SUFFIX = ".mARkdown"


class OpenitiWriter(Writer):
    """A file for each page has the facts of its image; one of the whole book has page marks."""

    def __init__(self, sink: Sink, context: ExportContext) -> None:
        super().__init__(sink, context)
        self._folders = layer_folders(context)
        now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
        self._made = [("CREATED", now.isoformat()), ("CREATED BY", context.software)]
        is_one = context.options.get("files", "one") == "one"
        self._book = GrowingFiles(context, SUFFIX) if is_one else None
        if self._book:
            facts = list(context.document.metadata.values_list("key", "value"))
            head = _header([("TITLE", context.document.name), *facts, *self._made])
            for number in range(len(self._folders)):
                self._book[number].write(head.encode())

    def page(self, page: ExportPage) -> None:
        for number, layout in enumerate(page.layouts):
            if self._book:
                text = "".join(map(_paragraph, paragraphs(layout)))
                mark = f"PageV01P{page.number:03}\n\n"
                self._book[number].write(f"{text}{mark}".encode())
                continue
            text = "".join(f"~~{text}\n" for text in said(layout.lines))
            name = f"{self._folders[number]}{page.stem}{SUFFIX}"
            self.sink.write(name, f"{_header(self._page_facts(page))}{text}".encode())

    def finish(self) -> None:
        if self._book:
            self._book.finish(self.sink)

    def _page_facts(self, page: ExportPage) -> list[tuple[str, str]]:
        source = [("SOURCE", page.part.source)] if page.part.source else []
        size = [("WIDTH", page.layout.width), ("HEIGHT", page.layout.height)]
        return [
            *source,
            *self._made,
            ("IMAGE FILENAME", page.image_name),
            *((f"IMAGE {name}", str(value)) for name, value in size),
        ]


def _header(facts: Iterable[tuple[str, str]]) -> str:
    lines = (f"#META# {_line(key)}: {_line(value)}\n\n" for key, value in facts)
    return f"{MAGIC}{''.join(lines)}{END_OF_HEADER}"


def _line(text: str) -> str:
    """A fact on one line: the header is read line by line."""
    return " ".join(text.split())


def _paragraph(texts: Sequence[str]) -> str:
    """The first line opens the paragraph, the others go on with it."""
    first, *rest = texts
    return f"# {first}\n" + "".join(f"~~{text}\n" for text in rest)


register(
    Format(
        name="openiti",
        label="OpenITI mARkdown",
        group="For reading",
        writer=OpenitiWriter,
        description="For the Open Islamicate Texts Initiative and its tools.",
        takes_layers=True,
        options=(ONE_FILE,),
    )
)

"""Broken and hostile files: a clear message or a page, in bounded time and memory, and no more.

Every case runs in a process of its own with a limit on processor time and on memory: a reader that
goes astray is ended by the system, and fails its case.
"""

import gzip
import os
import pickle
import resource
import zlib
from collections.abc import Callable

import pytest

from apps.formats.base import FormatError
from apps.formats.registry import codec, read_pages
from apps.layout.types import PageLayout

SECONDS = 20
MEGABYTES = 1500
NAME = "evil.xml"

ALTO = (
    '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">{head}<Layout>'
    '<Page ID="p" WIDTH="900" HEIGHT="900" PHYSICAL_IMG_NR="1"><PrintSpace>{body}</PrintSpace>'
    "</Page></Layout></alto>"
)
PAGE = (
    '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
    '<Page imageFilename="a.png" imageWidth="900" imageHeight="900">{head}{body}</Page></PcGts>'
)
HOCR = '<html><body><div class="ocr_page" title="bbox 0 0 900 900">{head}{body}</div></body></html>'
TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><facsimile><surface>{head}{body}</surface>'
    "</facsimile></TEI>"
)
ABBYY = (
    '<document xmlns="http://www.abbyy.com/FineReader_xml/FineReader10-schema-v1.xml">'
    '<page width="900" height="900">{head}{body}</page></document>'
)
LINES = {
    ALTO: '<TextBlock ID="b"><TextLine ID="l" BASELINE="{points}" TAGREFS="{text}">'
    '<Shape><Polygon POINTS="{points}"/></Shape><String CONTENT="{text}" HPOS="{number}"'
    ' VPOS="{number}" WIDTH="{number}" HEIGHT="{number}" WC="{number}"/></TextLine></TextBlock>',
    PAGE: '<TextRegion id="r" custom="{text}"><Coords points="{points}"/><TextLine id="l"'
    ' custom="readingOrder {{index:{number};}} {text}"><Coords points="{points}"/>'
    '<Baseline points="{points}"/><TextEquiv index="{number}" conf="{number}">'
    "<Unicode>{text}</Unicode></TextEquiv></TextLine></TextRegion>",
    HOCR: '<p class="ocr_par"><span class="ocr_line" title="bbox {number} {number} 9 9;'
    ' baseline {number} {number}; poly {points}; x_name &quot;{text}"><span class="ocrx_word"'
    ' title="bbox 1 1 9 9; x_wconf {number}">{text}</span></span></p>',
    TEI: '<zone type="line" n="{text}" points="{points}" ulx="{number}" uly="1" lrx="9" lry="9">'
    '<path points="{points}"/></zone>',
    ABBYY: '<block blockType="Text" l="{number}" t="1" r="9" b="9"><text><par>'
    '<line baseline="{number}" l="{number}" t="1" r="9" b="9"><formatting lang="{text}">'
    '<charParams l="{number}" t="1" r="9" b="9" charConfidence="{number}">{text}</charParams>'
    "</formatting></line></par></text></block>",
}
FORMATS = {"alto": ALTO, "page": PAGE, "hocr": HOCR, "tei": TEI, "abbyy": ABBYY}


def filled(form: str, *, head: str = "", times: int = 1, **parts: str) -> bytes:
    """A page of lines with these words, points and numbers."""
    known = {"points": "1,1 9,1 9,9", "text": "word", "number": "5", **parts}
    body = LINES[form].format(**known)
    return form.format(head=head, body=body * times).encode("utf-8", "surrogatepass")


def nested(form: str, depth: int) -> bytes:
    inner = {
        ALTO: ('<ComposedBlock ID="c" TYPE="x">', "</ComposedBlock>"),
        PAGE: ('<TextRegion id="r"><Coords points="1,1 9,1 9,9"/>', "</TextRegion>"),
        HOCR: ('<div class="ocr_carea" title="bbox 1 1 9 9">', "</div>"),
        TEI: ('<zone points="1,1 9,1 9,9">', "</zone>"),
        ABBYY: ('<block blockType="Table"><row><cell>', "</cell></row></block>"),
    }[form]
    return form.format(head="", body=inner[0] * depth + inner[1] * depth).encode()


def bomb(form: str) -> bytes:
    levels = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 20}">' for i in range(12))
    root = form.split(" ", 1)[0].strip("<>")
    return f'<!DOCTYPE {root} [<!ENTITY e0 "ha">{levels}]>'.encode() + filled(form, text="&e12;")


def outside(form: str) -> bytes:
    root = form.split(" ", 1)[0].strip("<>")
    declared = (
        '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM "http://127.0.0.1:9/">%y;'
    )
    return f"<!DOCTYPE {root} [{declared}]>".encode() + filled(form, text="&x;")


def included(form: str) -> bytes:
    """XInclude, which nothing here follows."""
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    )
    return filled(form, head=include)


CASES: dict[str, Callable[[str], bytes]] = {
    "empty": lambda form: b"",
    "blank": lambda form: b" \n\t ",
    "binary": lambda form: bytes(range(256)) * 64,
    "packed": lambda form: gzip.compress(filled(form)),
    "deflated": lambda form: zlib.compress(filled(form)),
    "cut in the head": lambda form: filled(form)[:40],
    "cut in the middle": lambda form: filled(form)[: len(filled(form)) // 2],
    "cut in a sign": lambda form: filled(form, text="é").rpartition("é".encode())[0] + b"\xc3",
    "another encoding than it says": lambda form: b'<?xml version="1.0" encoding="UTF-8"?>'
    + filled(form, text="é").decode().encode("latin-1"),
    "an encoding that nobody knows": lambda form: b'<?xml version="1.0" encoding="x-klingon"?>'
    + filled(form),
    "a zero byte": lambda form: filled(form, text="a\x00b"),
    "half a surrogate": lambda form: filled(form, text="\ud800"),
    "an entity bomb": bomb,
    "entities outside": outside,
    "an inclusion": included,
    "an entity that nobody declared": lambda form: filled(form, text="&nothing;"),
    "blocks in blocks": lambda form: nested(form, 200),
    "blocks in blocks without end": lambda form: nested(form, 8_000),
    "gigantic numbers": lambda form: filled(form, number="9" * 400, points=f"{10**400},1 2,3 4,5"),
    "numbers of many digits": lambda form: filled(form, number="7" * 50_000, points="7" * 50_000),
    "numbers that are none": lambda form: filled(form, number="NaN", points="inf,nan 1e999,-inf 3"),
    "negative numbers": lambda form: filled(form, number="-5e5", points="-1,-1 -9e9,4 5,-6"),
    "many points in one place": lambda form: filled(form, points="1,1 " * 300_000),
    "points without numbers": lambda form: filled(form, points="," * 500_000),
    "digits without points": lambda form: filled(form, points="1." * 100_000 + "e" * 100_000),
    "one long word": lambda form: filled(form, text="x" * 300_000),
    "only blanks": lambda form: filled(form, text=" " * 300_000),
    "blanks and a quotation mark": lambda form: filled(form, text="a " + " " * 300_000 + "&apos;"),
    "only brackets": lambda form: filled(form, text="{" * 200_000 + "}" * 200_000),
    "words and brackets": lambda form: filled(form, text="a {b:c; " * 50_000),
    "many words": lambda form: filled(form, text="ab " * 100_000),
    "the same ids": lambda form: filled(form, times=1_000),
}  # fmt: skip
REFUSED = {
    "empty", "blank", "binary", "packed", "deflated", "cut in the head", "cut in the middle",
    "an encoding that nobody knows", "an entity bomb", "entities outside",
    "blocks in blocks without end",
}  # fmt: skip
"""What no XML can be made of; HTML is forgiven more, as browsers do."""


def outcome(data: bytes, name: str = NAME) -> tuple[str, object]:
    """What reading and writing comes to, in a process that may not take more than its share."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            limit = _memory() + MEGABYTES * 1024 * 1024
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            _answer(writer, data, name)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        answer = answers.read()
    os.waitpid(child, 0)
    return pickle.loads(answer) if answer else ("ended", "by the limit on time or memory")  # noqa: S301


def _memory() -> int:
    with open("/proc/self/statm") as facts:  # noqa: PTH123
        return int(facts.read().split()[0]) * resource.getpagesize()


def _answer(writer: int, data: bytes, name: str) -> None:
    try:
        pages = read_pages(data, name)
        found: tuple[str, object] = ("pages", [_sizes(page) for page in pages])
        for page in pages:
            codec("alto").write(page)
    except FormatError as error:
        found = ("refused", (error.filename, error.cause, error.mend))
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is what the test reports
        found = ("failed", repr(error)[:300])
    with os.fdopen(writer, "wb") as answers:
        answers.write(pickle.dumps(found))


def _sizes(page: PageLayout) -> tuple[int, int, int]:
    places = [point for line in page.lines for point in line.baseline or line.mask or ()]
    return len(page.regions), len(page.lines), max((max(point) for point in places), default=0)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("case", CASES)
def test_a_broken_file_gives_a_page_or_a_message(form: str, case: str) -> None:
    kind, found = outcome(CASES[case](FORMATS[form]))
    assert kind in ("pages", "refused"), found
    if case in REFUSED and form != "hocr":
        assert kind == "refused"
    if kind == "refused":
        assert isinstance(found, tuple)
        filename, cause, mend = found
        assert filename == NAME
        assert 10 < len(cause) < 400
        assert mend
    else:
        assert isinstance(found, list)
        assert all(far <= 1_000_000 for _, _, far in found)


def blocks(attributes: Callable[[int], str], count: int) -> str:
    return "".join(f'<TextBlock ID="b{i}" {attributes(i)}/>' for i in range(count))


def group(refs: str) -> str:
    members = "".join(f'<ElementRef ID="e{i}" REF="{ref}"/>' for i, ref in enumerate(refs.split()))
    return f'<ReadingOrder><OrderedGroup ID="g">{members}</OrderedGroup></ReadingOrder>'


@pytest.mark.parametrize(
    ("head", "body", "count"),
    [
        ("", blocks(lambda i: f'IDNEXT="b{(i + 1) % 8_000}"', 8_000), 8_000),
        ("", blocks(lambda i: f'IDNEXT="b{i}"', 5), 5),
        ("", blocks(lambda i: 'IDNEXT="b0"', 8_000), 8_000),
        (group("b0 b1 b0 b1 g b2 gone"), blocks(lambda i: "", 3), 3),
        (group("b0 " * 10_000), blocks(lambda i: "", 3), 3),
        ("<ReadingOrder>" + '<OrderedGroup ID="g" REF="g">' * 200 + "</OrderedGroup>" * 200
         + "</ReadingOrder>", blocks(lambda i: "", 3), 3),
        ("<Tags>" + "".join(f'<OtherTag ID="t{i}" LABEL="x"/>' for i in range(3000)) + "</Tags>",
         blocks(lambda i: f'TAGREFS="{" ".join(f"t{n}" for n in range(300))}"', 100), 100),
        ("", blocks(lambda i: "", 1) * 8_000, 8_000),
    ],
    ids=["a long circle", "a block after itself", "all before one", "one named twice",
         "one named often", "groups that name themselves", "many tags", "one id for all"],
)  # fmt: skip
def test_orders_that_go_in_circles_and_ids_that_repeat_do_no_harm(
    head: str, body: str, count: int
) -> None:
    kind, found = outcome(ALTO.format(head=head, body=body).encode())
    assert kind == "pages", found
    assert isinstance(found, list)
    assert found[0][0] == count


@pytest.mark.parametrize("form", ["alto", "page", "tei", "abbyy"])
def test_no_reader_opens_other_files_or_the_network(form: str) -> None:
    for make in (outside, included):
        kind, found = outcome(make(FORMATS[form]))
        assert "root:" not in repr(found)
        assert kind in ("pages", "refused"), found


def test_a_file_beyond_the_bound_is_refused_before_it_is_parsed() -> None:
    kind, found = outcome(b"<alto>" + b" " * (65 * 1024 * 1024))
    assert kind == "refused"
    assert "larger" in repr(found)

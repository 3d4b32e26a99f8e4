"""The parts of a DOCX file: paragraphs with their runs, styles, and what makes them a document."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from apps.formats.blocks import Block
from apps.formats.cells import Cell, Table
from apps.formats.flow import joint
from apps.formats.xml import clean
from apps.layout.bidi import has_rtl, is_rtl, levels
from apps.layout.markup import pieces

Char = tuple[str, frozenset[str]]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MARKS = (
    ("strong", "<w:b/><w:bCs/>"),
    ("em", "<w:i/><w:iCs/>"),
    ("s", "<w:strike/>"),
    ("u", '<w:u w:val="single"/>'),
)
_BREAK = "\n"

BODY_START = f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>'
TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
PACKAGE_LINKS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
DOCUMENT_LINKS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
)
STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
    '<w:spacing w:after="160" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
    "</w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    "<w:qFormat/></w:style>"
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>'
    '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/>'
    '<w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr>'
    '<w:rPr><w:b/><w:bCs/><w:sz w:val="32"/><w:szCs w:val="32"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
    '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
    '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
)
_TEXT_WIDTH = 9638
"""Between the margins of the page, in twentieths of a point."""


def body_end(*, is_vertical: bool) -> str:
    """The end of the text; that of a vertical script is set in columns from the right."""
    direction = '<w:textDirection w:val="tbRl"/>' if is_vertical else ""
    return (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134"'
        ' w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/>'
        f"{direction}</w:sectPr></w:body></w:document>"
    )


def core(*, title: str, creator: str, subject: str, keywords: str, date: str) -> str:
    """What the file says of itself; ``date`` in ISO form, UTC."""
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_escaped(title)}</dc:title><dc:creator>{_escaped(creator)}</dc:creator>"
        f"<dc:subject>{_escaped(subject)}</dc:subject>"
        f"<cp:keywords>{_escaped(keywords)}</cp:keywords>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{date}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{date}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def heading(text: str, *, starts_page: bool) -> str:
    """A heading that the outline of the document lists."""
    chars = [(char, frozenset[str]()) for char in clean(text)]
    style = '<w:pStyle w:val="Heading1"/>'
    if starts_page:
        style += "<w:pageBreakBefore/>"
    return _paragraph(chars, style, rtl=is_rtl(text))


def paragraph(texts: Sequence[str], *, joins: bool, runs_left: bool) -> str:
    """Lines with their markup as a paragraph: each on its own line, or joined to flowing text.

    ``runs_left``: the page is one of a right-to-left script, whatever a line begins with.
    """
    chars: list[Char] = []
    for text in texts:
        line = list(_chars(clean(text)))
        if chars and line:
            if joins:
                dropped, between = joint(_said(chars), _said(line))
                chars = chars[: len(chars) - dropped]
            else:
                between = _BREAK
            chars += [(char, frozenset()) for char in between]
        chars += line
    whole = _said(chars)
    return _paragraph(chars, "", rtl=has_rtl(whole) if runs_left else is_rtl(whole))


def table(found: Table, *, joins: bool, runs_left: bool) -> str:
    """A table, its cells side by side as on the page; nothing where no cell has text."""
    texts = [text for cell in found.cells for text in _texts(cell)]
    if not texts:
        return ""
    rtl = runs_left or is_rtl("".join(texts))
    if found.runs_left() not in (None, rtl):
        found = found.mirrored()
    width = _TEXT_WIDTH // found.width
    direction = "<w:bidiVisual/>" if rtl else ""
    column = f'<w:gridCol w:w="{width}"/>'
    written = [
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>{direction}'
        '<w:tblW w:w="5000" w:type="pct"/></w:tblPr>',
        f"<w:tblGrid>{column * found.width}</w:tblGrid>",
    ]
    for number, row in enumerate(found.rows()):
        cells = (_cell(cell, number, width, joins=joins, runs_left=runs_left) for cell in row)
        written.append(f"<w:tr>{''.join(cells)}</w:tr>")
    # Without something between them, tables that follow each other become one.
    return "".join([*written, "</w:tbl><w:p/>"])


def _texts(cell: Cell) -> Iterator[str]:
    for block in cell.blocks:
        yield from said_in(block)


def said_in(block: Block) -> list[str]:
    """The texts of the lines of a block, with their markup; lines without text are left out."""
    return [line.text.text for line in block.lines if line.text and line.text.text]


def _cell(cell: Cell | None, row: int, width: int, *, joins: bool, runs_left: bool) -> str:
    """One cell of a row: its text, or that the one above it goes on, or nothing."""
    columns = cell.columns if cell else 1
    style = f'<w:tcW w:w="{width * columns}" w:type="dxa"/>'
    if columns > 1:
        style += f'<w:gridSpan w:val="{columns}"/>'
    if cell and cell.rows > 1:
        style += '<w:vMerge w:val="restart"/>' if cell.row == row else "<w:vMerge/>"
    blocks = cell.blocks if cell and cell.row == row else []
    inside = [
        paragraph(texts, joins=joins, runs_left=runs_left)
        for block in blocks
        if (texts := said_in(block))
    ]
    return f"<w:tc><w:tcPr>{style}</w:tcPr>{''.join(inside) or '<w:p/>'}</w:tc>"


def _chars(text: str) -> Iterator[Char]:
    """Each character of a text, with the markup around it."""
    marks: list[str] = []
    for kind, said in pieces(text):
        if kind == "text":
            yield from ((char, frozenset(marks)) for char in said)
        elif kind == "open":
            marks.append(said)
        else:
            marks.remove(said)


def _said(chars: Sequence[Char]) -> str:
    return "".join(char for char, _ in chars)


def _paragraph(chars: Sequence[Char], style: str, *, rtl: bool) -> str:
    style += "<w:bidi/>" if rtl else ""
    found = levels(_said(chars), rtl=rtl)
    properties = f"<w:pPr>{style}</w:pPr>" if style else ""
    rows = zip(chars, found, strict=True)
    runs = groupby(rows, lambda row: (row[0][1], row[1] % 2 == 1, row[0][0] == _BREAK))
    said = (_run("".join(char for (char, _), _ in group), *kind) for kind, group in runs)
    return f"<w:p>{properties}{''.join(said)}</w:p>"


def _run(text: str, marks: frozenset[str], is_left: bool, is_break: bool) -> str:
    if is_break:
        return f"<w:r>{'<w:br/>' * len(text)}</w:r>"
    properties = "".join(written for name, written in _MARKS if name in marks)
    properties += "<w:rtl/>" if is_left else ""
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _escaped(text: str) -> str:
    return escape(clean(text))

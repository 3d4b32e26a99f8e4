"""Shows the Markdown of strangers: no HTML of theirs, no images, no address but of the web."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAG = re.compile(r"<[^<>]*>")
_LOWER = 2
"""The page has headings of its own above those of the card."""


def render(text: str) -> SafeString:
    """``text`` as HTML in which everything that it brought along is escaped or left out."""
    return SafeString(_parser().render(_without_comments(text)))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.validateLink = _is_web_address  # type: ignore[method-assign]
    parser.add_render_rule("html_block", _block_as_text)
    parser.add_render_rule("html_inline", _nothing)
    parser.add_render_rule("image", _image_as_link)
    parser.add_render_rule("link_open", _link)
    parser.add_render_rule("heading_open", _heading)
    parser.add_render_rule("heading_close", _heading)
    return parser


def _without_comments(text: str) -> str:
    """The text without HTML comments, also those that end as the repository's template does."""
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        ends = [end for mark in ("-->", "--!>") if (end := text.find(mark, start + 4)) >= 0]
        if not ends:
            break
        kept.append(text[place:start])
        place = text.index(">", min(ends)) + 1
    return "".join((*kept, text[place:]))


def _is_web_address(url: str) -> bool:
    return bool(re.match(r"(https?|mailto):", url, re.IGNORECASE))


def _block_as_text(_self: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    words = _TAG.sub(" ", tokens[index].content).strip()
    return f"<p>{escape(words)}</p>\n" if words else ""


def _nothing(_self: Any, _tokens: Sequence[Token], _index: int, *_: Any) -> str:
    return ""


def _image_as_link(_self: Any, tokens: Sequence[Token], index: int, *_: Any) -> str:
    """An image would tell another server who reads here: it is offered, not fetched."""
    address = str(tokens[index].attrGet("src") or "")
    words = tokens[index].content or "image"
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(words)}</a>'


def _link(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrSet("rel", "noopener noreferrer")
    rendered: str = self.renderToken(tokens, index, options, env)
    return rendered


def _heading(self: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].tag = f"h{min(6, int(tokens[index].tag[1]) + _LOWER)}"
    rendered: str = self.renderToken(tokens, index, options, env)
    return rendered

"""What is odd about texts and lines before a training, each finding with its mend."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from apps.training.sets import letters
from apps.training.sets.lines import CheckedLine, Odd, far_off
from apps.training.sets.report import Collected, Example, Finding

EXAMPLES = 8
LONG_ENOUGH = 20
"""Letters of a line that hardly stands twice by chance."""


class Gathered:
    """What is collected from the lines while they are read once."""

    def __init__(self) -> None:
        self.lines: list[CheckedLine] = []
        self.letters = letters.Letters()
        self.empty, self.composed, self.decomposed = (Collected(EXAMPLES) for _ in range(3))
        self.where: dict[str, CheckedLine] = {}
        self.texts: dict[str, list[CheckedLine]] = {}
        self.courses: Counter[tuple[int, str]] = Counter()
        self.unmasked: set[int] = set()
        self.unmasked_lines = 0
        self.to_left, self.to_right = Collected(EXAMPLES), Collected(EXAMPLES)

    def add(self, line: CheckedLine) -> None:
        if line.course:
            self.courses[line.target.part.document_id, line.course] += 1
        self.lines.append(line)
        if not line.text.strip():
            self.empty.add(line)
            return
        if not line.has_mask:
            self.unmasked.add(line.target.part.pk)
            self.unmasked_lines += 1
        self._add_text(line)

    def _add_text(self, line: CheckedLine) -> None:
        is_composed, is_decomposed = self.letters.add(line.text)
        if is_composed:
            self.composed.add(line)
        if is_decomposed:
            self.decomposed.add(line)
        for char in set(line.text):
            self.where.setdefault(char, line)
        if line.letters >= LONG_ENOUGH:
            self.texts.setdefault(" ".join(line.text.split()), []).append(line)
        runs_left = letters.is_right_to_left(line.text)
        if runs_left is not None:
            (self.to_left if runs_left else self.to_right).add(line)

    @property
    def with_text(self) -> list[CheckedLine]:
        return [line for line in self.lines if line.text.strip()]


def example(line: CheckedLine, note: str = "") -> Example:
    part = line.target.part
    image = part.image
    return Example(
        part=part.pk,
        document=part.document_id,
        page=part.title,
        line=line.number,
        text=line.text,
        note=note,
        image=image.view_url,
        width=image.width,
        height=image.height,
        box=line.box,
    )


def text_findings(found: Gathered) -> Iterable[Finding]:
    """Of the texts alone: how letters are written."""
    yield from _forms(found)
    counts = found.letters.counts
    rare = [char for char, count in letters.most_common(counts) if count < letters.RARE]
    if rare:
        shown = sorted(rare, key=lambda char: (counts[char], char))[:EXAMPLES]
        yield Finding(
            "rare",
            "note",
            f"{len(rare)} characters stand less than {letters.RARE} times",
            "They are hardly learned: the model will read something else in their place.",
            "Add pages on which they occur, look whether they are typing errors, or map them to"
            " the usual ones.",
            len(rare),
            tuple(
                example(found.where[char], f"{letters.shown(char)} {letters.name_of(char)}")
                for char in shown
            ),
        )
    yield from _mappings(found)
    yield from _repeated(found)


def _forms(found: Gathered) -> Iterable[Finding]:
    if not found.letters.is_mixed:
        return
    more = "NFC" if found.composed.count >= found.decomposed.count else "NFD"
    lines = found.decomposed if more == "NFC" else found.composed
    yield Finding(
        "forms",
        "warning",
        "The same letters are written in two ways",
        f"{found.composed.count} lines have accented letters as one character, and"
        f" {found.decomposed.count} as a letter with a mark of its own. They look the same, and"
        " the model would have to guess which is meant.",
        f"Normalise to {more} when training; the texts stay as they are.",
        lines.count,
        tuple(example(line) for line in lines.lines),
        action="normalize",
        choices=((more, f"Normalise to {more}"),),
    )


def _mappings(found: Gathered) -> Iterable[Finding]:
    counts = found.letters.counts
    pairs = letters.mappings(counts)
    if not pairs:
        return
    examples = [
        example(
            found.where[one],
            f"{letters.shown(one)} {counts[one]}×"
            + (f", {letters.shown(other)} {counts[other]}×" if other else "")
            + f": {why}",
        )
        for one, other, why in pairs
    ]
    yield Finding(
        "mixed",
        "warning" if any("looks like" in why or not other for _, other, why in pairs) else "note",
        "Characters that may be mixed up",
        "Two characters for the same sign on the page make the model guess.",
        "Map one to the other when training, or correct the texts; choose only what your rules of"
        " transcription do not keep apart.",
        len(pairs),
        tuple(examples),
        action="map",
        choices=tuple(
            (f"{one}\t{other}", f"{letters.shown(one)} → {letters.shown(other) if other else '∅'}")
            for one, other, _ in pairs
        ),
    )


def _repeated(found: Gathered) -> Iterable[Finding]:
    many = [lines for lines in found.texts.values() if len(lines) > 1]
    parted = [lines for lines in many if len({line.target.split for line in lines}) > 1]
    if not many:
        return
    shown = sorted(parted or many, key=len, reverse=True)[:EXAMPLES]
    text = f"{len(many)} texts stand on several lines."
    if parted:
        text += (
            f" {len(parted)} of them both in training and among the pages that judge: these lines"
            " flatter."
        )
    yield Finding(
        "repeated",
        "warning" if parted else "note",
        "The same text on several lines",
        text,
        "Headings and formulas repeat; a page that was imported twice should go.",
        len(many),
        tuple(example(lines[0], f"{len(lines)} times") for lines in shown),
    )


def shape_findings(found: Gathered) -> Iterable[Finding]:
    """Of the lines on the page, and of texts that do not fit them."""
    lines = found.with_text
    odd = far_off(lines, lambda line: line.room, least=0.6)
    fitting = {one.line.uid for one in far_off(lines, lambda line: line.proportion, least=0.6)}
    # Large letters need more room: what is odd must be odd for the height of its line as well.
    odd = [one for one in odd if one.line.proportion is None or one.line.uid in fitting]
    if odd:
        yield Finding(
            "length",
            "warning",
            "Text that does not fit its line",
            "The text is far too long or too short for the line's image, compared with the other"
            " lines of the page: the text of another line, a line that was cut, or one drawn too"
            " long.",
            "Look at each, and correct the text or the line.",
            len(odd),
            tuple(example(one.line, _fit(one)) for one in odd[:EXAMPLES]),
        )
    yield from _sizes(lines)
    if found.empty.count:
        yield Finding(
            "empty",
            "note",
            f"{found.empty.count} lines have no text",
            "They are left out of the training of a reader; for segmentation they count.",
            "Transcribe them, or delete them where there is no writing.",
            found.empty.count,
            tuple(example(line) for line in found.empty.lines),
        )
    yield from _masks(found)
    yield from _courses(found)


def _fit(odd: Odd) -> str:
    if odd.times < 1:
        return f"{1 / odd.times:.1f} times as many letters as fit"
    return f"room for {odd.times:.1f} times as many letters"


def _sizes(lines: Sequence[CheckedLine]) -> Iterable[Finding]:
    def size(line: CheckedLine) -> float | None:
        if not line.thickness or line.length < 2 * line.thickness:
            return None
        return math.log(line.thickness)

    odd = far_off(lines, size, least=0.8)
    if odd:
        yield Finding(
            "size",
            "note",
            "Lines of unusual height",
            "Their masks are much higher or flatter than the others on the page: two lines in one,"
            " or a part of a line.",
            "Look at each, and draw the mask anew where it is wrong.",
            len(odd),
            tuple(
                example(one.line, f"{one.times:.1f} times the usual height")
                for one in odd[:EXAMPLES]
            ),
        )


def _masks(found: Gathered) -> Iterable[Finding]:
    if not found.unmasked:
        return
    lines = [line for line in found.with_text if not line.has_mask][:EXAMPLES]
    yield Finding(
        "masks",
        "warning",
        f"{found.unmasked_lines} lines have no mask",
        "They are learned from a box around the baseline, in which neighbouring lines show.",
        "Compute the missing masks: nothing else changes.",
        found.unmasked_lines,
        tuple(example(line) for line in lines),
        action="masks",
    )


def _courses(found: Gathered) -> Iterable[Finding]:
    usual: dict[int, str] = {}
    for (document, course), _ in sorted(found.courses.items(), key=lambda row: row[1]):
        usual[document] = course
    odd = [
        line
        for line in found.with_text
        if line.course and line.course != usual[line.target.part.document_id]
    ]
    if odd:
        yield Finding(
            "course",
            "warning",
            f"{len(odd)} lines run another way than the others of their document",
            "A baseline runs as the text is read. Where it is drawn backwards, the line is learned"
            " upside down; a line set vertically among others is better left out.",
            "Turn the line in the editor (Reverse), or take its text away.",
            len(odd),
            tuple(
                example(line, f"runs {_TOWARDS[line.course]}")
                for line in odd[:EXAMPLES]
                if line.course
            ),
        )
    left, right = found.to_left.count, found.to_right.count
    less = found.to_left if left < right else found.to_right
    if min(left, right) and min(left, right) < 0.4 * (left + right):
        yield Finding(
            "direction",
            "note",
            f"{less.count} lines are written in the other direction",
            f"{right} lines hold mostly letters that run to the right, {left} letters that run to"
            " the left. One model can learn both, with enough lines of each.",
            "Leave them out where they are few, or add more of them.",
            less.count,
            tuple(example(line) for line in less.lines),
        )


_TOWARDS = {
    "right": "to the right",
    "left": "to the left",
    "down": "downwards",
    "up": "upwards",
}

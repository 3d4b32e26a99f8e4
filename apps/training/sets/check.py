"""The check before a training: everything that is known of the pages, in words and pictures."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from apps.common.words import counted
from apps.documents.models import TranscriptionLayer
from apps.documents.models.document import LineOffset
from apps.documents.models.part import PartQuerySet
from apps.jobs.templatetags.job_words import percent
from apps.models.models import OcrModel
from apps.training.models import Split, TrainingSet, TrainingSetItem
from apps.training.sets import base_pages, conflicts, findings
from apps.training.sets.advice import advise
from apps.training.sets.findings import EXAMPLES, Gathered, example
from apps.training.sets.letters import RARE, Letters, lacking, most_common, name_of, shown
from apps.training.sets.lines import Target, read_lines
from apps.training.sets.report import CheckReport, Finding, Letter
from apps.users.models import User

LETTERS_SHOWN = 400
FEW_JUDGING = 100
"""Lines that judge: with fewer, a figure says little."""
_ORDER = {"stop": 0, "warning": 1, "note": 2}


def check(
    *,
    user: User,
    targets: Sequence[Target],
    training_set: TrainingSet | None = None,
    base: OcrModel | None = None,
) -> CheckReport:
    """Everything worth knowing of these pages before they are learned from."""
    found = Gathered()
    for line in read_lines(targets):
        found.add(line)
    facts = _facts(targets, found)
    said = [
        *_pages(targets, found),
        *_machines(targets, found),
        *findings.text_findings(found),
        *findings.shape_findings(found),
        *_offsets(targets),
        *_base(targets, found, base),
        *(_split(training_set, user, facts, base) if training_set else ()),
    ]
    return CheckReport(
        facts=facts,
        findings=tuple(sorted(said, key=lambda finding: _ORDER[finding.severity])),
        letters=_letters(found.letters, base),
        advice=advise(user=user, counts=found.letters.counts, lines=facts["text_lines"], base=base),
        base=str(base or ""),
    )


def targets_of_set(training_set: TrainingSet, user: User) -> list[Target]:
    """The pages of a set that ``user`` may see, each with its layer and split."""
    items = TrainingSetItem.objects.visible_to(user).filter(training_set=training_set)
    rows = items.select_related("part__image", "part__document").order_by("part_id")
    return [Target(item.part, item.layer_id, item.split) for item in rows]


def targets_of_selection(parts: PartQuerySet, layer: TranscriptionLayer | None) -> list[Target]:
    """Chosen pages of one document with one layer."""
    rows = parts.select_related("image", "document").order_by("pk")
    return [Target(part, layer.pk if layer else None) for part in rows]


def _facts(targets: Sequence[Target], found: Gathered) -> dict[str, Any]:
    lines = found.with_text
    by_split = Counter(line.target.split for line in lines)
    pages = Counter(target.split for target in targets)
    return {
        "pages": len(targets),
        "documents": len({target.part.document_id for target in targets}),
        "lines": len(found.lines),
        "text_lines": len(lines),
        "characters": found.letters.counts.total(),
        "alphabet": len(found.letters.counts),
        "split": {
            split: {"pages": pages[split], "lines": by_split[split]} for split in Split.values
        },
    }


def _pages(targets: Sequence[Target], found: Gathered) -> Iterable[Finding]:
    with_text = {line.target.part.pk for line in found.with_text}
    bare = [target for target in targets if target.part.pk not in with_text]
    if bare and found.with_text:
        names = ", ".join(target.part.title for target in bare[:EXAMPLES])
        yield Finding(
            "no_text",
            "warning",
            f"{len(bare)} pages have no text in their layer",
            f"{names}{' …' if len(bare) > EXAMPLES else ''}: a reader learns nothing from them.",
            "Choose another layer for them, transcribe them, or take them out of the set.",
            len(bare),
        )
    elif not found.with_text and found.lines:
        yield Finding(
            "no_text_at_all",
            "warning",
            "No line has text",
            "A reader learns from lines with text; segmentation can be learned from these pages.",
            "Choose the layer with the corrected text.",
        )


def _machines(targets: Sequence[Target], found: Gathered) -> Iterable[Finding]:
    """Text that a model wrote and nobody ever changed, by page."""
    lines: Counter[int] = Counter(line.target.part.pk for line in found.with_text)
    machine = [line for line in found.with_text if line.is_machine]
    if not machine:
        return
    pages: Counter[int] = Counter(line.target.part.pk for line in machine)
    titles = {target.part.pk: target.part for target in targets}
    worst = sorted(pages, key=lambda page: (-pages[page] / lines[page], page))
    said = ", ".join(
        f"{titles[page].title} {percent(pages[page] / lines[page], 0)}" for page in worst[:EXAMPLES]
    )
    share = len(machine) / max(1, len(found.with_text))
    firsts = {line.target.part.pk: line for line in reversed(machine)}
    yield Finding(
        "machine",
        "warning",
        f"{percent(share, 0)} of the lines look like machine output that nobody corrected",
        f"No person has ever changed them: {said}{' …' if len(worst) > EXAMPLES else ''}. A model"
        " that learns from what a model wrote learns its errors.",
        "Correct these lines, or take their pages out. Lines that were right as they were count"
        " here, too: nothing tells them apart.",
        len(machine),
        tuple(example(firsts[page]) for page in worst[:EXAMPLES]),
    )


def _offsets(targets: Sequence[Target]) -> Iterable[Finding]:
    offsets: dict[int, set[str]] = {}
    for target in targets:
        document = target.part.document
        offsets.setdefault(document.line_offset, set()).add(document.name)
    if len(offsets) < 2:
        return
    said = "; ".join(
        f"{LineOffset(offset).label.split(':')[0].lower()} in {', '.join(sorted(names)[:3])}"
        for offset, names in sorted(offsets.items())
    )
    yield Finding(
        "offsets",
        "warning",
        "Lines lie in different places on the letters",
        f"{said}. A model expects them in one place.",
        "Train one model for each kind, or set the line offset right in the document's settings.",
        len(offsets),
    )


def _base(targets: Sequence[Target], found: Gathered, base: OcrModel | None) -> Iterable[Finding]:
    if base is None:
        return
    alphabet = base.details.get("alphabet") or ()
    missing = lacking(found.letters.counts, alphabet) if alphabet else {}
    if missing:
        order = sorted(missing, key=lambda char: (-missing[char], char))
        said = ", ".join(f"{shown(char)} ({missing[char]}×)" for char in order[:20])
        yield Finding(
            "unknown",
            "note",
            f"“{base}” lacks {counted(len(missing), 'character')}",
            f"{said}{' …' if len(order) > 20 else ''}. They are added to it when it is fine-tuned.",
            "Those that are rare here are better mapped to ones that it knows.",
            len(missing),
            tuple(
                example(found.where[char], shown(char))
                for char in order[:EXAMPLES]
                if char in found.where
            ),
        )
    names = {target.part.document.name for target in targets if target.split == Split.TEST}
    named = base_pages.named_in_card(base, names)
    if named:
        yield Finding(
            "card",
            "warning",
            f"“{base}” may have learned from test pages",
            f"Its card speaks of {', '.join(named)}. If these are the same pages, the test"
            " flatters.",
            "Test with pages of another document.",
            len(named),
        )


def _split(
    training_set: TrainingSet, user: User, facts: dict[str, Any], base: OcrModel | None
) -> Iterable[Finding]:
    for conflict in conflicts.find_conflicts(training_set, user, base=base):
        yield Finding(
            conflict.kind,
            "stop",
            "A page that would flatter the figure",
            conflict.message,
            f"Move to {Split(conflict.mend).label.lower()}.",
            len(conflict.items),
            action="move",
            choices=(
                (
                    f"{conflict.mend}:{','.join(str(item.pk) for item in conflict.items)}",
                    f"Move to {Split(conflict.mend).label.lower()}",
                ),
            ),
        )
    yield from _amounts(facts)


def _amounts(facts: dict[str, Any]) -> Iterable[Finding]:
    split = facts["split"]
    judging, testing = split[Split.VALIDATION], split[Split.TEST]
    if facts["pages"] and not judging["lines"]:
        yield Finding(
            "lines_split",
            "warning",
            "Lines are split, not pages: the figure will flatter",
            "No page is left to judge by, so a tenth of the lines is. Lines of one page are alike:"
            " a published model read 92.8 % of the characters of such lines right, and 85.2 % of"
            " pages that it had never seen.",
            "Add pages, and put at least one into validation.",
        )
        return
    if 0 < judging["lines"] < FEW_JUDGING:
        yield Finding(
            "small",
            "note",
            f"{judging['lines']} lines choose the best epoch, {testing['lines']} test it",
            "With so few the figures are rough: another page would give another one. Compare"
            " models on the same pages, and look at the interval beside each figure.",
            "More pages make the figures firmer.",
        )
    if not testing["lines"]:
        yield Finding(
            "no_test",
            "note",
            "No page is kept for the test",
            "The validation pages choose the best epoch, so the figure on them is a little too"
            " good; a test page is seen only once, at the end.",
            "Put at least one page into test.",
        )


def _letters(found: Letters, base: OcrModel | None) -> tuple[Letter, ...]:
    counts = [(char, count) for char, count in most_common(found.counts) if char != " "]
    alphabet = (base.details.get("alphabet") or ()) if base else ()
    missing = lacking(found.counts, alphabet) if alphabet else {}
    top = counts[0][1] if counts else 1
    return tuple(
        Letter(shown(char), name_of(char), count, count < RARE, char in missing, count / top)
        for char, count in counts[:LETTERS_SHOWN]
    )

"""The check before a training: what it finds, by which sign, and what it advises."""

from typing import Any

from apps.documents.models import Document, Line, LineTranscription, Part, TranscriptionLayer
from apps.models.models import OcrModel
from apps.projects.models import Project
from apps.training.models import TrainingSet
from apps.training.sets import services
from apps.training.sets.check import check, targets_of_selection, targets_of_set
from apps.training.sets.report import CheckReport, Finding
from apps.users.models import User
from tests import factories
from tests.training.sets.conftest import MakePage

LONG = "a line of usual length"


def report_on(
    document: Document, layer: TranscriptionLayer, user: User, **more: Any
) -> CheckReport:
    targets = targets_of_selection(Part.objects.filter(document=document), layer)
    return check(user=user, targets=targets, **more)


def finding(report: CheckReport, code: str) -> Finding:
    [found] = [one for one in report.findings if one.code == code]
    return found


def codes(report: CheckReport) -> set[str]:
    return {one.code for one in report.findings}


def test_counts_and_rare_characters(
    document: Document, layer: TranscriptionLayer, alice: User, make_page: MakePage
) -> None:
    make_page(document, layer, ["aaaa aaaa aaaa aaaa aaaa", "aaab", ""])
    report = report_on(document, layer, alice)
    assert report.facts["text_lines"] == 2
    assert report.facts["lines"] == 3
    letters = {letter.char: letter for letter in report.letters}
    assert not letters["a"].is_rare
    assert letters["b"].is_rare
    assert finding(report, "rare").examples[0].line == 2
    assert finding(report, "empty").count == 1


def test_texts_that_do_not_fit_their_lines(
    document: Document, layer: TranscriptionLayer, alice: User, make_page: MakePage
) -> None:
    make_page(document, layer, [LONG] * 9 + [LONG * 4, "no"])
    found = finding(report_on(document, layer, alice), "length")
    assert [example.line for example in found.examples] == [11, 10]
    assert "4.0 times as many letters as fit" in found.examples[1].note
    assert found.examples[0].view_box


def test_two_ways_to_write_the_same_letter(
    document: Document, layer: TranscriptionLayer, alice: User, make_page: MakePage
) -> None:
    make_page(document, layer, ["caf\u00e9", "caf\u00e9 noir", "cafe\u0301"])
    found = finding(report_on(document, layer, alice), "forms")
    assert found.choices == (("NFC", "Normalise to NFC"),)
    assert [example.line for example in found.examples] == [3]


def test_characters_that_look_alike(
    document: Document, layer: TranscriptionLayer, alice: User, make_page: MakePage
) -> None:
    make_page(document, layer, ["l'eau l’eau", "p\u0430in" + " du jour" * 20, "a\u00a0b\u200b"])
    found = finding(report_on(document, layer, alice), "mixed")
    pairs = {value for value, _ in found.choices}
    assert pairs == {"’\t'", "\u0430\ta", "\u00a0\t ", "\u200b\t"}


def test_missing_masks_directions_and_machine_output(
    document: Document, layer: TranscriptionLayer, alice: User, make_page: MakePage
) -> None:
    part = make_page(document, layer, [LONG] * 6)
    lines = list(part.lines.order_by("order"))
    Line.objects.filter(pk=lines[0].pk).update(mask=None)
    Line.objects.filter(pk=lines[1].pk).update(baseline=lines[1].baseline[::-1])
    LineTranscription.objects.filter(line__in=lines[:3]).update(source="model")
    report = report_on(document, layer, alice)
    assert finding(report, "masks").count == 1
    assert finding(report, "course").examples[0].note == "runs to the left"
    machine = finding(report, "machine")
    assert machine.title.startswith("50 %")
    assert "Page 1 50 %" in machine.text


def test_offsets_of_lines_that_differ_between_documents(
    document: Document,
    project: Project,
    layer: TranscriptionLayer,
    alice: User,
    make_page: MakePage,
    training_set: TrainingSet,
) -> None:
    other = factories.DocumentFactory(project=project, name="Hebrew", line_offset=1)
    own = factories.TranscriptionLayerFactory(document=other)
    page = make_page(other, own, [LONG])
    services.add_pages(
        training_set=training_set, user=alice, parts=Part.objects.filter(pk=page.pk), layer=own
    )
    report = check(user=alice, targets=targets_of_set(training_set, alice))
    assert "topline in Hebrew" in finding(report, "offsets").text


def test_one_page_only_is_said_loudly(
    document: Document, layer: TranscriptionLayer, alice: User, make_page: MakePage
) -> None:
    make_page(document, layer, [LONG] * 5)
    made = services.make_set(
        user=alice, name="One", document=document, parts=document.parts.all(), layer=layer
    )
    report = check(user=alice, targets=targets_of_set(made, alice), training_set=made)
    assert "92.8 %" in finding(report, "lines_split").text


def test_advice_and_characters_that_the_base_lacks(
    document: Document, layer: TranscriptionLayer, alice: User, make_page: MakePage, charlie: User
) -> None:
    make_page(document, layer, ["abcd" * 10, "abce" * 10])
    assert report_on(document, layer, alice).advice.bet == "scratch"  # type: ignore[union-attr]
    _model(alice, "Greek", "αβγδ")
    _model(charlie, "Hidden", "abcde")
    base = _model(alice, "Latin", "abcd")
    report = report_on(document, layer, alice, base=base)
    assert report.advice
    assert (report.advice.bet, report.advice.model) == ("fine-tune", base.pk)
    assert "It lacks: e" in report.advice.reasons[0]
    assert finding(report, "unknown").text.startswith("e (10×)")
    assert all(name != "Hidden" for _, name, _ in report.advice.others)


def _model(owner: User, name: str, alphabet: str) -> OcrModel:
    details = {"alphabet": list(alphabet), "model_type": "baselines"}
    return factories.OcrModelFactory(owner=owner, name=name, role="recognition", details=details)


def test_a_good_set_has_nothing_that_must_be_mended(training_set: TrainingSet, alice: User) -> None:
    report = check(
        user=alice, targets=targets_of_set(training_set, alice), training_set=training_set
    )
    assert not report.is_stopped
    assert not {"masks", "machine", "course", "forms"} & codes(report)


def test_queries_do_not_grow_with_pages(
    document: Document,
    layer: TranscriptionLayer,
    alice: User,
    make_page: MakePage,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(30):
        make_page(document, layer, [f"{LONG} {number} {line}" for line in range(4)])
    made = services.make_set(
        user=alice, name="Many", document=document, parts=document.parts.all(), layer=layer
    )
    with django_assert_max_num_queries(12):
        check(user=alice, targets=targets_of_set(made, alice), training_set=made)

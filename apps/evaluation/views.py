"""The models page of a document, an evaluation's page, and evaluations as files."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to, page_of
from apps.documents.models import Document
from apps.documents.views.scope import head_of
from apps.evaluation import layout_tabs, selectors, services, text_tabs
from apps.evaluation.files import file_of
from apps.evaluation.findings import unpack_layout, unpack_text
from apps.evaluation.models import Evaluation, Task
from apps.evaluation.storing import load
from apps.evaluation.text_tabs import kinds_in
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.processing.services import set_defaults
from apps.training.models import TrainingSet
from apps.users.http import user_of

DOCUMENTS_SHOWN = 50
LOSS = {
    "loses": [
        "Its figures, confusions and lines go for good, and with them its row on model pages."
    ],
    "keeps": "Pages, texts and models stay. Download the JSON first if you may want it.",
    "submit": "Delete the evaluation",
}


@require_GET
def document_models(request: HttpRequest, document_id: int) -> HttpResponse:
    """The models that worked on, or were trained from, this document; its evaluations."""
    document = head_of(request, document_id)
    jobs = Job.objects.visible_to(request.user).roots().filter(document=document)
    used = Q(jobs__in=jobs) | Q(details__document=document.pk)
    rows = OcrModel.objects.visible_to(request.user).filter(used).distinct()
    context = {
        "document": document,
        "tab": "models",
        "page": page_of(request, rows.select_related("owner", "parent").order_by("-pk")),
        "trainings": jobs.active().filter(kind="train"),
        "evaluations": selectors.of_document(request.user, document)[: selectors.SHOWN],
    }
    return render(request, "models/document_models.html", context)


@require_GET
def detail(request: HttpRequest, evaluation_uid: str) -> HttpResponse:
    """What an evaluation found, on the tab and with the choices of the address."""
    evaluation = _visible(request, evaluation_uid)
    context = _context(request, evaluation) | {
        "evaluation": evaluation,
        "documents": [row.document for row in evaluation.documents.select_related("document")],
        "editable": selectors.editable_document(request.user, evaluation),
        "can_delete": Evaluation.objects.editable_by(request.user).contains(evaluation),
    }
    return render(request, f"evaluation/{evaluation.task}.html", context)


def _context(request: HttpRequest, evaluation: Evaluation) -> dict[str, Any]:
    data = load(evaluation)
    if evaluation.task == Task.LAYOUT:
        return layout_tabs.context(request.user, unpack_layout(data), request.GET)
    findings = unpack_text(data)
    return text_tabs.context(request.user, findings, text_tabs.asked(request.GET, findings))


@require_GET
def report(request: HttpRequest, evaluation_uid: str, suffix: str) -> HttpResponse:
    """The evaluation as a file: a page that stands alone, tables, or JSON for programs."""
    evaluation = _visible(request, evaluation_uid)
    content, content_type = file_of(request.user, evaluation, suffix, kinds_in(request.GET))
    suffix = "lines.csv" if suffix == "lines" else suffix
    name = f"evaluation-{evaluation.pk}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, evaluation_uid: str) -> HttpResponse:
    """Ask, saying what goes; then delete the evaluation and lead to where the others are."""
    rows = Evaluation.objects.editable_by(request.user)
    evaluation = get_object_or_404(rows, uid=evaluation_uid)
    if request.method == "POST":
        address = _home(evaluation)
        services.delete_evaluation(evaluation=evaluation, user=user_of(request))
        return go_to(request, address)
    return dialog(request, "components/_confirm.html", LOSS | {"title": f"Delete “{evaluation}”?"})


def _home(evaluation: Evaluation) -> str:
    """Where the other evaluations of its document are listed."""
    first = evaluation.documents.first()
    if first is None or first.document_id is None:
        return reverse("models:list")
    return reverse("evaluation:models", args=[first.document_id])


@require_POST
def use(request: HttpRequest, evaluation_uid: str, position: int) -> HttpResponse:
    """Make a measured model the usual one of the document."""
    evaluation = _visible(request, evaluation_uid)
    subject = get_object_or_404(evaluation.subjects, position=position, model__isnull=False)
    document = selectors.editable_document(request.user, evaluation)
    if document is None:
        raise Http404("There is not one document that could be worked on with it.")
    try:
        _use(request, document, get_object_or_404(OcrModel, pk=subject.model_id))
        messages.success(request, f"“{subject.name}” is now the usual model of “{document}”.")
    except ApplicationError as error:
        messages.error(request, error.message)
    return redirect("evaluation:detail", evaluation.uid)


def _use(request: HttpRequest, document: Document, model: OcrModel) -> None:
    user = user_of(request)
    if model.role == ModelRole.SEGMENTATION:
        set_defaults(user=user, document=document, segmentation_model=model)
    else:
        set_defaults(user=user, document=document, recognition_model=model)


@require_GET
def try_models(request: HttpRequest) -> HttpResponse:
    """Where to try the models of the address: the documents that have pages with lines."""
    wanted = [one for one in request.GET.getlist("models") if one.replace(",", "").isdecimal()]
    documents = (
        Document.objects.visible_to(request.user)
        .filter(archived_at__isnull=True, parts__line_count__gt=0)
        .distinct()
        .select_related("project")
        .order_by("-updated_at")[:DOCUMENTS_SHOWN]
    )
    context = {"documents": documents, "models": ",".join(wanted)}
    return render(request, "evaluation/_choose_document.html", context)


@require_POST
def measure(request: HttpRequest, set_id: int) -> HttpResponse:
    """Measure models on the test pages of a training set."""
    user = user_of(request)
    training_set = get_object_or_404(TrainingSet.objects.visible_to(user), pk=set_id)
    wanted = [int(pk) for pk in request.POST.getlist("models") if pk.isdecimal()]
    try:
        job = services.request_evaluation_on_test(
            user=user, training_set=training_set, model_ids=wanted
        )
    except ApplicationError as error:
        messages.error(request, error.message)
        return redirect("sets:trainings", training_set.pk)
    return redirect("jobs:detail", job.pk)


def _visible(request: HttpRequest, evaluation_uid: str) -> Evaluation:
    return get_object_or_404(Evaluation.objects.visible_to(request.user), uid=evaluation_uid)

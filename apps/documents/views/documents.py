"""Settings of a document: create, change, metadata, share, archive, delete."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apps.common.errors import ApplicationError
from apps.common.http import dialog, go_to
from apps.documents.forms import DocumentForm, MetadataForm, NewDocumentForm
from apps.documents.models import Document, DocumentMembership, DocumentMetadata
from apps.documents.selectors import overview
from apps.documents.services import documents as services
from apps.documents.views.scope import editable, head_of, managed, tab
from apps.projects.forms import ShareForm, TypeNameForm
from apps.projects.models import Project, Role
from apps.projects.services import revoke_membership
from apps.users.http import user_of


def create(request: HttpRequest, slug: str) -> HttpResponse:
    project = get_object_or_404(Project.objects.editable_by(request.user), slug=slug)
    form = NewDocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        name = values.pop("name")
        document = services.create_document(
            user=user_of(request), project=project, name=name, values=values
        )
        return go_to(request, reverse("documents:images", args=[document.pk]))
    context = {"form": form, "title": "New document", "submit": "Create the document"}
    return dialog(request, "components/_dialog_form.html", context)


def settings(request: HttpRequest, document_id: int) -> HttpResponse:
    document = head_of(request, document_id)
    if request.method == "POST":
        document = get_object_or_404(
            overview.document_head(request.user), pk=document_id, can_edit=True
        )
    form = DocumentForm(request.POST or None, instance=document)
    if request.method == "POST" and form.is_valid():
        services.update_document(document=document, user=user_of(request), values=form.cleaned_data)
        messages.success(request, "The settings are saved.")
        return redirect("documents:settings", document_id)
    return tab(request, "settings", document, {"form": form, "metadata": document.metadata.all()})


def add_metadata(request: HttpRequest, document_id: int) -> HttpResponse:
    document = editable(request, document_id)
    form = MetadataForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.add_metadata(document=document, user=user_of(request), **form.cleaned_data)
        return _back(request, document)
    return dialog(request, "components/_dialog_form.html", {"form": form, "title": "Add metadata"})


def edit_metadata(request: HttpRequest, document_id: int, metadata_id: int) -> HttpResponse:
    document = editable(request, document_id)
    metadata = get_object_or_404(DocumentMetadata, document=document, pk=metadata_id)
    form = MetadataForm(request.POST or None, instance=metadata)
    if request.method == "POST" and form.is_valid():
        services.update_metadata(metadata=metadata, user=user_of(request), **form.cleaned_data)
        return _back(request, document)
    context = {"form": form, "title": "Change metadata"}
    return dialog(request, "components/_dialog_form.html", context)


@require_POST
def delete_metadata(request: HttpRequest, document_id: int, metadata_id: int) -> HttpResponse:
    document = editable(request, document_id)
    metadata = get_object_or_404(DocumentMetadata, document=document, pk=metadata_id)
    services.delete_metadata(metadata=metadata, user=user_of(request))
    return _back(request, document)


def share(request: HttpRequest, document_id: int) -> HttpResponse:
    """Who shares this one document; a valid post adds one person or changes a role."""
    document = managed(request, document_id)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _share(request, document, form):
        form = ShareForm()
    return _share_dialog(request, document, form)


@require_POST
def revoke(request: HttpRequest, document_id: int, membership_id: int) -> HttpResponse:
    document = managed(request, document_id)
    membership = get_object_or_404(DocumentMembership, document=document, pk=membership_id)
    revoke_membership(membership=membership, user=user_of(request))
    return _share_dialog(request, document, ShareForm())


def _share(request: HttpRequest, document: Document, form: ShareForm) -> bool:
    data = form.cleaned_data
    member, role = data["member"], Role(data["role"])
    try:
        services.share_document(document=document, user=user_of(request), member=member, role=role)
    except ApplicationError as error:
        form.add_error("member", error.message)
        return False
    return True


def _share_dialog(request: HttpRequest, document: Document, form: ShareForm) -> HttpResponse:
    members = document.memberships.select_related("user", "team").order_by("pk")
    context = {"form": form, "document": document, "members": members}
    return render(request, "documents/_share_dialog.html", context)


@require_POST
def archive(request: HttpRequest, document_id: int) -> HttpResponse:
    document = managed(request, document_id)
    services.archive_document(document=document, user=user_of(request))
    messages.success(request, f"“{document.name}” is in the archive; nothing in it is lost.")
    return go_to(request, reverse("documents:project", args=[document.project.slug]))


@require_POST
def restore(request: HttpRequest, document_id: int) -> HttpResponse:
    document = managed(request, document_id)
    services.restore_document(document=document, user=user_of(request))
    messages.success(request, f"“{document.name}” is back from the archive.")
    return go_to(request, reverse("documents:images", args=[document_id]))


def delete(request: HttpRequest, document_id: int) -> HttpResponse:
    document = managed(request, document_id)
    form = TypeNameForm(request.POST or None, expected=document.name)
    if request.method == "POST" and form.is_valid():
        services.delete_document(document=document, user=user_of(request))
        messages.success(request, f"The document “{document.name}” is deleted.")
        return go_to(request, reverse("documents:project", args=[document.project.slug]))
    return dialog(request, "components/_confirm.html", _confirmation(document, form))


def _confirmation(document: Document, form: TypeNameForm) -> dict[str, object]:
    lost = ", ".join(overview.losses(document.parts.all()))
    return {
        "form": form,
        "title": f"Delete “{document.name}”?",
        "loses": [f"This deletes {lost}, with all images and history, for everybody, for ever."],
        "keeps": "To put it out of sight and keep everything, archive it instead.",
        "submit": "Delete the document",
    }


def _back(request: HttpRequest, document: Document) -> HttpResponse:
    return go_to(request, reverse("documents:settings", args=[document.pk]))

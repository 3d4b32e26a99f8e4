"""Forms of the dialogs on training sets."""

from typing import Any

from django import forms

from apps.common.words import counted
from apps.documents.models import Document, TranscriptionLayer
from apps.documents.models.part import PartQuerySet
from apps.jobs.models import Job
from apps.processing.forms import LayerField, WorkForm
from apps.projects.models import Project
from apps.training.models import SplitBy, TrainingSet
from apps.training.sets import selectors, services
from apps.users.models import User


class SetForm(forms.Form):
    """What a set is called, and who else uses it."""

    name = forms.CharField(max_length=512, widget=forms.TextInput(attrs={"dir": "auto"}))
    description = forms.CharField(
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text="What the pages have in common: hand, print, period, rules of transcription.",
    )
    project = forms.ModelChoiceField(
        queryset=Project.objects.none(),
        required=False,
        empty_label="Only me",
        label="For the members of",
        help_text="They use and change the set too; each sees only pages that are shared with"
        " them.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["project"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Project.objects.editable_by(user).order_by("name")


class DocumentsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Documents with how many of their pages the set has already."""

    def label_from_instance(self, obj: Any) -> str:
        pages = counted(obj.page_count, "page")
        if not obj.known_count:
            return f"{obj.name} ({pages})"
        known = "all" if obj.known_count == obj.page_count else obj.known_count
        return f"{obj.name} ({pages}, {known} in this set)"


class AddForm(forms.Form):
    """Whole documents to add, each with its fullest layer."""

    documents = DocumentsField(
        queryset=Document.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Add all pages with text of",
        help_text="Single pages are added from a document: select them there, then choose More,"
        " Add to a training set.",
    )

    def __init__(self, *args: Any, training_set: TrainingSet, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["documents"]
        assert isinstance(field, DocumentsField)  # noqa: S101 - declared above
        field.queryset = selectors.documents_to_add(training_set, user)


class ProposeForm(forms.Form):
    """How a new split is drawn."""

    by = forms.ChoiceField(
        label="Keep for validation and test",
        widget=forms.RadioSelect,
        choices=[
            (SplitBy.PAGES, "Pages of every document: how well it reads more pages of these"),
            (SplitBy.DOCUMENTS, "Whole documents: how well it reads documents it never saw"),
        ],
    )
    seed = forms.IntegerField(
        label="Draw number",
        min_value=0,
        max_value=2**31 - 1,
        help_text="The same number draws the same pages; another one draws others.",
    )
    free = forms.BooleanField(
        label="Also pages that were placed by hand",
        required=False,
        help_text="Otherwise they stay where you put them.",
    )


class AddToSetForm(WorkForm):
    """Chosen pages of a document go into a set, a new one or one that exists."""

    training_set = forms.ModelChoiceField(
        queryset=TrainingSet.objects.none(),
        required=False,
        empty_label="A new set",
        label="Training set",
    )
    name = forms.CharField(
        label="Name of the new set",
        required=False,
        max_length=512,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    layer = LayerField(
        label="Layer with the true text",
        queryset=None,
        required=False,
        empty_label="None: only lines and regions are learned",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["training_set"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = TrainingSet.objects.editable_by(self.user).active()
        self.fields["layer"].initial = selectors.fullest_layer(self.document)
        if not self.is_bound:
            self.fields["name"].initial = self.document.name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("training_set") and not data.get("name", "").strip():
            self.add_error("name", "Give the new set a name, or choose one that exists.")
        return data

    def add(self, parts: PartQuerySet) -> TrainingSet:
        """Add the chosen pages; the set."""
        data = self.cleaned_data
        layer: TranscriptionLayer | None = data["layer"]
        found: TrainingSet = data["training_set"] or services.create_set(
            user=self.user, name=data["name"], project=self.document.project
        )
        services.add_pages(training_set=found, user=self.user, parts=parts, layer=layer)
        return found

    def request(self, parts: PartQuerySet) -> Job:
        raise NotImplementedError


class ExportForm(forms.Form):
    """What kind of package a version becomes."""

    format = forms.ChoiceField(
        label="As",
        widget=forms.RadioSelect,
        initial="page",
        help_text="The package is made in the background; this page offers it when it is ready,"
        " and it stays among your files.",
        choices=[
            ("page", "PAGE files and images, a folder for each split"),
            ("kraken", "Kraken: line images with text"),
            ("kraken-arrow", "Kraken: compiled files, a file for each document"),
            ("htr-united", "HTR-United packages, one for each document"),
        ],
    )

"""The forms of imports: the dialog, and the choice of a page for one file."""

from itertools import chain
from typing import Any, ClassVar

from django import forms
from django.db import transaction

from apps.documents.models import Document
from apps.imports.choices import choose_page, page_called
from apps.imports.kinds import AUTOMATIC
from apps.imports.models import Import, ImportItem
from apps.imports.options import DEFAULT_LAYER
from apps.imports.services import SUFFIXES, checked_name, request_import
from apps.users.models import User

PAGES_OFFERED = 200


class Uploads(forms.ClearableFileInput):
    """A field for several files; the page packs those that belong together."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """The files that were sent, as a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list) else [data]
        return [file for file in (super(UploadsField, self).clean(one) for one in given) if file]


class ImportForm(forms.Form):
    """Files or an address, the layer that text goes to, and what holds for some sources only."""

    upload_file = UploadsField(
        label="Files",
        required=False,
        help_text="ALTO, PAGE, hOCR, ABBYY, TEI or text; images; PDF; METS; IIIF manifest;"
        " or a zip or tar of them, with folders.",
        allow_empty_file=True,  # it is refused by its name, like others that cannot be taken
        widget=Uploads(attrs={"accept": ",".join(SUFFIXES[AUTOMATIC])}),
    )
    url = forms.URLField(
        label="Address",
        required=False,
        max_length=2048,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://…/manifest.json"}),
    )
    url_kind = forms.ChoiceField(
        label="What is there",
        choices=[("iiif", "IIIF manifest or collection"), ("mets", "METS file")],
        required=False,
        initial="iiif",
    )
    layer_name = forms.CharField(
        label="Text goes into the layer",
        required=False,
        max_length=512,
        initial=DEFAULT_LAYER,
        help_text="An existing layer or a new name.",
        widget=forms.TextInput(attrs={"list": "import-layers", "dir": "auto"}),
    )
    mode = forms.ChoiceField(
        label="Pages that have lines already",
        choices=[
            ("add", "Keep their lines: match the file's lines to them, add what is new"),
            ("replace", "Use the lines of the file; a snapshot keeps the old ones"),
        ],
        required=False,
        initial="add",
        widget=forms.RadioSelect,
    )
    compute = forms.ChoiceField(
        label="Lines without a baseline or a mask",
        choices=[
            ("", "Leave them as they are"),
            ("baselines", "Compute baselines"),
            ("masks", "Compute masks"),
            ("both", "Compute baselines and masks"),
        ],
        required=False,
        initial="both",
    )
    match = forms.ChoiceField(
        label="Files go to pages",
        choices=[("name", "By the image that they name"), ("order", "One after the other")],
        required=False,
        initial="name",
    )
    order = forms.ChoiceField(
        label="Images of an archive",
        choices=[
            ("natural", "In order of their names"),
            ("archive", "In the order of the archive"),
        ],
        required=False,
    )
    pages = forms.CharField(
        label="Pages of a PDF",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": "All, or 1-20, 25"}),
    )
    dpi = forms.IntegerField(
        label="Resolution of drawn PDF pages, dpi",
        required=False,
        min_value=72,
        max_value=600,
        widget=forms.NumberInput(attrs={"placeholder": "300"}),
    )
    text_layer = forms.BooleanField(label="Take the text layer of a PDF", required=False)
    max_side = forms.IntegerField(
        label="Longest side of IIIF images, pixels",
        required=False,
        min_value=500,
        max_value=30_000,
        widget=forms.NumberInput(attrs={"placeholder": "As large as they are"}),
    )
    texts = forms.BooleanField(
        label="Take ALTO, PAGE and hOCR that a manifest names", required=False
    )
    look_first = forms.BooleanField(
        label="Show me first what goes where",
        required=False,
        initial=True,
        help_text="Nothing is written until you say so.",
    )

    SOURCE: ClassVar[dict[str, tuple[str, ...]]] = {
        "archive": ("order",),
        "pdf": ("pages", "dpi", "text_layer"),
        "iiif": ("max_side", "texts"),
    }

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        self.layer_names = list(document.layers.active().values_list("name", flat=True))

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The choices that only one kind of source knows, by that kind."""
        return [(kind, [self[name] for name in names]) for kind, names in self.SOURCE.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and bool(data.get("upload_file")) == bool(data.get("url")):
            raise forms.ValidationError("Choose a file, or give an address: one of the two.")
        return data

    @transaction.atomic
    def request(self, user: User) -> list[Import]:
        """Ask for the imports that the form describes: one of each file."""
        uploads = self.cleaned_data["upload_file"]
        for upload in uploads:  # before any is stored
            checked_name(upload, AUTOMATIC)
        return [self._request(user, upload) for upload in uploads or [None]]

    def _request(self, user: User, upload: Any) -> Import:
        data = self.cleaned_data
        names = chain.from_iterable(self.SOURCE.values())
        source = {name: data[name] for name in names if data.get(name)}
        return request_import(
            user=user,
            document=self.document,
            kind=(data["url_kind"] or "iiif") if data["url"] else AUTOMATIC,
            upload=upload,
            url=data["url"],
            options={
                "layer": data["layer_name"],
                "mode": data["mode"] or "add",
                "match": data["match"] or "name",
                "compute": data["compute"],
                "source": source,
            },
            step="plan" if data["look_first"] else "import",
        )


class PageForm(forms.Form):
    """The page that a file goes to, by number or name."""

    page = forms.CharField(
        label="Page",
        max_length=512,
        help_text="Its number in the document, or its name.",
        widget=forms.TextInput(
            attrs={"list": "import-pages", "dir": "auto", "autocomplete": "off"}
        ),
    )

    def __init__(self, *args: Any, item: ImportItem, **kwargs: Any) -> None:
        kwargs["initial"] = {"page": item.part.order + 1 if item.part else ""}
        super().__init__(*args, **kwargs)
        self.item = item
        self.parts = item.run.document.parts.select_related("image")[:PAGES_OFFERED]

    def save(self, user: User) -> None:
        part = page_called(self.item.run.document, self.cleaned_data["page"])
        choose_page(item=self.item, user=user, part=part)

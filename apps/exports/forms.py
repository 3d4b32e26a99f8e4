"""The export dialog's form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Sum
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat

from apps.documents.models import Document
from apps.documents.models.part import PartQuerySet
from apps.exports import choices
from apps.exports.mail import can_mail
from apps.exports.params import ExportParams
from apps.exports.writers.base import Format, formats
from apps.users.models import User

UNTYPED, ORPHANS = "Undefined", "Orphan"
IMAGE_SIZES = [
    ("none", "No images"),
    ("original", "As they were uploaded"),
    ("view", "Smaller, as the editor shows them"),
]


def _sized(parts: PartQuerySet) -> list[tuple[str, str]]:
    """The sizes of images, with how large the files are together."""
    size = parts.aggregate(size=Sum("image__size"))["size"] or 0
    none, (name, label), view = IMAGE_SIZES
    return [none, (name, f"{label}: {filesizeformat(size)}"), view]


def _names(is_wanted: Callable[[Format], bool]) -> str:
    return " ".join(found.name for found in formats().values() if is_wanted(found))


class LayersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Layers of the document, each with how many lines of the pages have text in it."""

    def label_from_instance(self, layer: Any) -> str:
        return f"{layer.name} ({layer.texts or 'no'} line{'' if layer.texts == 1 else 's'})"


class ExportForm(forms.Form):
    """Format, layers, regions and lines, images; ids are those of the document only."""

    selection = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)
    format = forms.ChoiceField(initial="page")
    layers = LayersField(
        queryset=None,
        label="Text of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    region_types = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, required=False, label="Regions, with their lines"
    )
    line_types = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, required=False, label="Lines"
    )
    images = forms.ChoiceField(
        choices=IMAGE_SIZES, required=False, label="Page images", widget=forms.RadioSelect
    )
    include_glyphs = forms.BooleanField(
        required=False, initial=True, label="Places of words and characters, where they are known"
    )
    notify = forms.BooleanField(required=False, label="Send me an e-mail when it is ready")

    def __init__(
        self, *args: Any, document: Document, user: User, parts: PartQuerySet, **kwargs: Any
    ) -> None:
        kept = choices.last_choices(user, document)
        kwargs["initial"] = {"images": "none"} | kept | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.document = document
        self.page_count = parts.count()
        self.page_title = parts[0].title if self.page_count == 1 else ""
        self._choose("format", choices.grouped())
        self._choose("images", _sized(parts))
        self._offer_layers(parts, kept.get("layers", []))
        self._offer_types()
        for found in formats().values():
            for option in found.options:
                name = choices.field_name(found, option)
                self.fields[name] = choices.option_field(option)
        if not can_mail(user):
            del self.fields["notify"]

    def _offer_layers(self, parts: PartQuerySet, last: list[int]) -> None:
        field = self.fields["layers"]
        assert isinstance(field, LayersField)  # noqa: S101  narrows the type
        field.queryset = choices.layers_with_texts(self.document, parts)
        offered = [layer.pk for layer in field.queryset]
        asked = self.initial.get("layer", "")
        wanted = [int(asked)] if asked.isdecimal() and asked.isascii() else []
        kept = [pk for pk in wanted or last if pk in offered]
        self.initial["layers"] = kept or offered[:1]

    def _offer_types(self) -> None:
        """Everything is ticked at first: then types that are made later belong to it, too."""
        regions = [(str(row.pk), row.name) for row in self.document.region_types.all()]
        regions += [(UNTYPED, "Regions without a type"), (ORPHANS, "Lines without a region")]
        lines = [(str(row.pk), row.name) for row in self.document.line_types.all()]
        lines.append((UNTYPED, "Lines without a type"))
        self._offered = {"region_types": regions, "line_types": lines}
        for name, offered in self._offered.items():
            self._choose(name, offered)
            self.initial[name] = [value for value, _ in offered]

    def _choose(self, name: str, offered: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  narrows the type
        field.choices = offered

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        found = formats().get(str(data.get("format")))
        layers = data.get("layers")
        if found is None or layers is None or found.takes_everything:
            return data
        if not layers:
            self.add_error("layers", "Choose the layer whose text to export.")
        elif len(layers) > 1 and not found.takes_layers:
            self.add_error("layers", f"{found.label} holds one text: choose one layer.")
        return data

    @property
    def chosen_format(self) -> Format:
        """The format that the form shows, whose own fields are seen."""
        return formats().get(str(self["format"].value())) or next(iter(formats().values()))

    @property
    def formats(self) -> list[tuple[Format, list[BoundField]]]:
        """Each format with its own fields."""
        return [
            (found, [self[choices.field_name(found, option)] for option in found.options])
            for found in formats().values()
        ]

    @property
    def names_with_layers(self) -> str:
        return _names(lambda found: found.takes_layers)

    @property
    def names_with_glyphs(self) -> str:
        return _names(lambda found: found.has_glyphs)

    @property
    def names_beside_images(self) -> str:
        return _names(lambda found: not found.needs_images)

    @property
    def names_of_some(self) -> str:
        """The formats that hold what is chosen, not everything."""
        return _names(lambda found: not found.takes_everything)

    def params(self, part_ids: list[int], *, origin: str) -> ExportParams:
        """What was chosen, as the job's parameters."""
        data = self.cleaned_data
        found = formats()[data["format"]]
        regions, lines = set(data["region_types"]), set(data["line_types"])
        return ExportParams(
            format=found.name,
            layers=[] if found.takes_everything else [layer.pk for layer in data["layers"]],
            part_ids=part_ids,
            region_types=self._ids("region_types", regions),
            include_untyped=UNTYPED in regions,
            include_orphans=ORPHANS in regions,
            line_types=self._ids("line_types", lines),
            include_untyped_lines=UNTYPED in lines,
            include_glyphs=data["include_glyphs"],
            images="none" if found.needs_images else data["images"] or "none",
            notify=data.get("notify", False),
            origin=origin,
            options={
                option.name: choices.with_default(option, data[choices.field_name(found, option)])
                for option in found.options
            },
        )

    def _ids(self, name: str, chosen: set[str]) -> list[int] | None:
        """The ids of the ticked types; ``None`` where all are ticked."""
        if chosen == {value for value, _ in self._offered[name]}:
            return None
        return sorted(int(value) for value in chosen - {UNTYPED, ORPHANS})

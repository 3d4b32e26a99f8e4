"""Forms of the dialogs that lay a text onto lines, and that find the places of characters."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F, Q, Sum

from apps.alignment import services
from apps.alignment.laying.options import LEAST_SEED, LONGEST_SEED, MOST_GAP
from apps.alignment.models import TextWitness
from apps.alignment.params import NORMAL_THRESHOLD, AlignParams, PlacesParams
from apps.alignment.witness_forms import BroughtText
from apps.common.errors import ApplicationError
from apps.documents.models.part import PartQuerySet
from apps.jobs.models import Job
from apps.processing.forms import DIRECTIONS, LayerField, ModelField, WorkForm

UNTYPED, ORPHANS = "Undefined", "Orphan"


class WitnessField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A text that was brought before."""

    def label_from_instance(self, witness: Any) -> str:
        return f"{witness.name}, {witness.words:,} words"


class AlignForm(BroughtText, WorkForm):
    """A text from a file, from the clipboard, from before, or from another layer."""

    source = LayerField(
        label="Lines were read in the layer",
        queryset=None,
        empty_label="Choose a layer",
        help_text="What a model read there shows where the text belongs. It is not changed.",
    )
    witness = WitnessField(
        label="Text", queryset=None, required=False, empty_label="A new one, given below"
    )
    witness_layer = LayerField(
        label="Or the text of another layer", queryset=None, required=False, empty_label="None"
    )
    region_types = forms.MultipleChoiceField(
        label="Lines in regions", widget=forms.CheckboxSelectMultiple
    )
    threshold = forms.FloatField(
        label="Least likeness",
        min_value=0,
        max_value=1,
        initial=NORMAL_THRESHOLD,
        widget=forms.NumberInput(attrs={"step": "0.05"}),
        help_text="From 0 to 1. You can change it while you look at the result.",
    )
    full_doc = forms.BooleanField(
        label="The pages are one text",
        required=False,
        initial=True,
        help_text="Lines help those on the next page. Off: each page is looked for by itself.",
    )
    add_hyphens = forms.BooleanField(
        label="Put a hyphen where a word is parted at the end of a line", required=False
    )
    n_gram = forms.IntegerField(
        label="Letters in a row that must be the same",
        min_value=LEAST_SEED,
        max_value=LONGEST_SEED,
        initial=LONGEST_SEED,
        help_text="At most. The program takes fewer where the text is short.",
    )
    gap = forms.IntegerField(
        label="Letters between two such rows",
        min_value=1,
        max_value=MOST_GAP,
        initial=600,
        help_text="At most. Beyond that, lines do not help each other.",
    )
    max_offset = forms.IntegerField(
        label="Shift between two such rows",
        min_value=0,
        max_value=80,
        initial=0,
        help_text="In letters, for abbreviations and additions; 0 leaves it to the program.",
    )
    beam_size = forms.IntegerField(
        label="Places tried for each line", min_value=0, max_value=100, initial=20
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["witness"]
        assert isinstance(field, WitnessField)  # noqa: S101  narrows the type
        field.queryset = TextWitness.objects.visible_to(self.user)
        regions = [(str(row.pk), row.name) for row in self.document.region_types.all()]
        regions += [(UNTYPED, "Regions without a type"), (ORPHANS, "Lines without a region")]
        types = self.fields["region_types"]
        assert isinstance(types, forms.MultipleChoiceField)  # noqa: S101  narrows the type
        types.choices = regions
        types.initial = self._all = [value for value, _ in regions]
        fullest = F("filled").desc(nulls_last=True)
        # Texts that a model read have a confidence; the true text is rarely what is looked through.
        read = Sum("progress__line_count", filter=Q(progress__confidence__isnull=False))
        layers = self.document.layers.active().annotate(
            filled=Sum("progress__line_count"), read=read
        )
        most_read = F("read").desc(nulls_last=True)
        self.fields["source"].initial = layers.order_by(most_read, fullest, "pk").first()

    @property
    def texts(self) -> list[forms.BoundField]:
        """The ways in which a text may come."""
        names = ("witness", "witness_file", "pasted", "witness_name", "witness_layer")
        return [self[name] for name in names]

    @property
    def advanced(self) -> list[forms.BoundField]:
        names = ("region_types", "threshold", "full_doc", "add_hyphens")
        return [self[name] for name in (*names, "n_gram", "gap", "max_offset", "beam_size")]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = ("witness", "witness_file", "pasted", "witness_layer")
        chosen = [name for name in given if data.get(name)]
        if not chosen and not any(name in self.errors for name in given):
            raise forms.ValidationError(
                "Give the text: choose a file, paste it, or choose a layer."
            )
        if len(chosen) > 1:
            words = "This is a second text. Give one: empty this, or the other."
            self.add_error(chosen[1], words)
        return data

    @transaction.atomic
    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        chosen = set(data["region_types"])
        witness = data["witness"] or self.kept(self.user)
        is_all = chosen == set(self._all)
        params = AlignParams(
            source=data["source"].pk,
            witness=witness.pk if witness else None,
            witness_layer=data["witness_layer"].pk if data["witness_layer"] else None,
            region_types=None if is_all else tuple(sorted(map(int, chosen - {UNTYPED, ORPHANS}))),
            include_untyped=UNTYPED in chosen,
            include_orphans=ORPHANS in chosen,
            **{name: data[name] for name in ("threshold", "full_doc", "add_hyphens", "n_gram")},
            **{name: data[name] for name in ("gap", "max_offset", "beam_size")},
        )
        return services.request_alignment(
            user=self.user, document=self.document, parts=parts, params=params
        )


class WriteForm(forms.Form):
    """Into which layer, and how sure; shown beside the result."""

    threshold = forms.FloatField(min_value=0, max_value=1)
    layer_name = forms.CharField(
        label="Write into the layer",
        max_length=512,
        widget=forms.TextInput(attrs={"dir": "auto", "list": "layer-names"}),
    )
    merge = forms.BooleanField(
        label="Lines that are not taken get what was read there", required=False
    )

    def write(self, *, user: Any, alignment: Job) -> Job | None:
        """Queue the writing; what is refused becomes an error of the form."""
        data = self.cleaned_data
        try:
            return services.request_writing(
                user=user,
                alignment=alignment,
                layer_name=data["layer_name"],
                threshold=data["threshold"],
                merge=data["merge"],
            )
        except ApplicationError as error:
            self.add_error("layer_name", error.message)
            return None


class PlacesForm(WorkForm):
    """Which text, and the model that sees where its characters stand."""

    layer = LayerField(label="Text of the layer", queryset=None, empty_label="Choose a layer")
    model = ModelField(
        label="Model",
        queryset=None,
        empty_label="Choose a model",
        help_text="It should read this script; it changes no text.",
    )
    direction = forms.ChoiceField(label="Text direction", choices=DIRECTIONS)

    def request(self, parts: PartQuerySet) -> Job:
        data = self.cleaned_data
        params = PlacesParams(
            model=data["model"].pk, layer=data["layer"].pk, direction=data["direction"]
        )
        return services.request_places(
            user=self.user, document=self.document, parts=parts, params=params
        )

"""Form fields of the options behind “Advanced”."""

from typing import Any

from django import forms

from apps.training.knobs import GROUPS, KNOBS, Knob
from apps.training.texts import parse_map

PREFIX = "set_"


def add_fields(form: forms.Form) -> None:
    """A field for each option, empty for what the recipe chooses."""
    for name, knob in KNOBS.items():
        form.fields[PREFIX + name] = _field(knob)


def groups_of(form: forms.Form) -> list[tuple[str, list[tuple[Knob, Any]]]]:
    """The groups with their bound fields, as the page shows them."""
    return [
        (group.title, [(knob, form[PREFIX + knob.name]) for knob in group.knobs])
        for group in GROUPS
    ]


def chosen(form: forms.Form) -> dict[str, Any]:
    """The options that were filled in."""
    found: dict[str, Any] = {}
    for name, knob in KNOBS.items():
        value = form.cleaned_data.get(PREFIX + name)
        if value in (None, ""):
            continue
        found[name] = value == "yes" if knob.kind == "yes_no" else value
    if characters := form.cleaned_data.get("character_map"):
        found["character_map"] = characters
    return found


def clean_map(written: str) -> dict[str, str]:
    """What people wrote into the box of the character map."""
    try:
        return parse_map(written)
    except ValueError as error:
        raise forms.ValidationError(
            f"“{error}” is no pair. Write one a line, as in: ſ = s"
        ) from error


def _field(knob: Knob) -> forms.Field:
    common: dict[str, Any] = {
        "label": knob.label,
        "required": False,
        "help_text": knob.meaning,
    }
    if knob.kind in ("choice", "yes_no"):
        choices = knob.choices or (("yes", "Yes"), ("no", "No"))
        return forms.ChoiceField(choices=[("", f"({knob.usual})"), *choices], **common)
    if knob.kind == "text":
        placeholder = {"placeholder": knob.usual, "spellcheck": "false", "dir": "ltr"}
        return forms.CharField(max_length=1000, widget=forms.TextInput(placeholder), **common)
    kind = forms.IntegerField if knob.kind == "integer" else forms.FloatField
    field: forms.Field = kind(
        min_value=knob.least if knob.kind == "number" else int(knob.least),  # type: ignore[arg-type]
        max_value=knob.most,  # type: ignore[arg-type]
        widget=forms.NumberInput({"placeholder": knob.usual}),
        **common,
    )
    return field

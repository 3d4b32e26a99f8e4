"""The form of a model's card: every field explained, none of them overwritten by the program."""

from collections.abc import Callable
from typing import Any

from django import forms

from apps.common import scripts
from apps.models.card import FIELDS, automatic, head_of, written
from apps.models.card_check import lacks
from apps.models.models import OcrModel
from apps.models.vocabulary import language_code, licence_choices

_ROWS = {"rows": 2, "dir": "auto"}
MOST_ROWS = 10


class LinesField(forms.CharField):
    """One entry a line."""

    widget = forms.Textarea(attrs=_ROWS)

    def show_all(self, value: Any) -> None:
        """Make the box as high as what stands in it."""
        self.widget.attrs["rows"] = min(max(2, len(value or ())), MOST_ROWS)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = (line.strip() for line in str(super().clean(value)).splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class CodesField(forms.CharField):
    """Codes or names, with commas between them; they become codes."""

    def __init__(self, *args: Any, code_of: Callable[[str], str], what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code_of, self.what = code_of, what

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        words = [word.strip() for word in str(super().clean(value)).split(",") if word.strip()]
        unknown = [word for word in words if not self.code_of(word)]
        if unknown:
            names = ", ".join(f"“{word}”" for word in unknown)
            raise forms.ValidationError(f"There is no {self.what} called {names}.")
        return list(dict.fromkeys(self.code_of(word) for word in words))


class AuthorsField(LinesField):
    """A line for each author: name; affiliation; ORCID."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        keys = ("name", "affiliation", "orcid")
        rows = [[str(row.get(key) or "") for key in keys] for row in value if isinstance(row, dict)]
        return "\n".join("; ".join(row).rstrip("; ") for row in rows)

    def clean(self, value: Any) -> Any:
        return [self._author(line) for line in super().clean(value)]

    def _author(self, line: str) -> dict[str, str]:
        name, affiliation, orcid = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
        if orcid and "://" not in orcid:
            orcid = f"https://orcid.org/{orcid}"
        found = {"name": name, "affiliation": affiliation, "orcid": orcid}
        return {key: part for key, part in found.items() if part}


class MetricsField(LinesField):
    """A line for each figure: ``cer 4.12``."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{name} {figure}" for name, figure in value.items())

    def clean(self, value: Any) -> Any:
        found = {}
        for line in super().clean(value):
            name, _, figure = line.replace(":", " ").replace("=", " ").rpartition(" ")
            try:
                found[name.strip()] = float(figure.replace(",", "."))
            except ValueError:
                name = ""
            if not name.strip():
                raise forms.ValidationError(f"“{line}” is no figure. Write lines like: cer 4.12")
        return found


def _script_code(word: str) -> str:
    found = scripts.by_code().get(word.title()) or scripts.by_name().get(word)
    by_name = {script.name.casefold(): script for script in scripts.scripts()}
    found = found or by_name.get(word.casefold())
    return found.code if found else ""


def _line(label: str, help_text: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


class CardForm(forms.Form):
    """What the HTR model repository wants to know of a model; empty fields fill themselves."""

    summary = _line("Summary", "One line: what the model reads, of which time, in which hand.")
    description = forms.CharField(
        label="Description",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text="The text of the card (Markdown): what it was made for, how its ground truth was"
        " transcribed, where it fails. Training, figures and alphabet are added by themselves.",
    )
    authors = AuthorsField(
        label="Authors",
        required=False,
        help_text="A line for each: name; institution; ORCID.",
    )
    license = forms.ChoiceField(
        label="Licence",
        required=False,
        choices=licence_choices,
        help_text="Under which others may use the model. CC-BY-4.0 asks them to name you.",
    )
    license_name = _line("Name of the licence", "Only for a licence that is not in the list.")
    license_link = _line("Link to the licence", "Where the text of such a licence stands.")
    language = CodesField(
        label="Languages",
        required=False,
        code_of=language_code,
        what="language",
        help_text="Of the texts it was trained on: codes of ISO 639-3 or English names, with commas"
        " between them. fro, or Old French (842-ca. 1400).",
    )
    script = CodesField(
        label="Scripts",
        required=False,
        code_of=_script_code,
        what="script",
        help_text="Codes of ISO 15924 or names, with commas between them: Latn, Fraktur.",
    )
    keywords = LinesField(
        label="Keywords", required=False, help_text="One a line; people find the model by them."
    )
    metrics = MetricsField(
        label="Figures",
        required=False,
        help_text="In percent, one a line: cer 4.12. Those that fill themselves are named by what"
        " they were measured on.",
    )
    datasets = LinesField(
        label="Data sets",
        required=False,
        help_text="Addresses of published ground truth that it was trained on, one a line.",
    )
    base_model = LinesField(
        label="Base model",
        required=False,
        help_text="Address of the published model that it was fine-tuned from.",
    )
    variant_of = LinesField(
        label="Variant of",
        required=False,
        help_text="Addresses of published models made from the same data in another way.",
    )
    obsoleted_by = LinesField(
        label="Replaced by", required=False, help_text="Address of the model to take instead."
    )
    software_hints = LinesField(
        label="For the software",
        required=False,
        help_text="What kraken must be able to do to run it, such as version>=7.1.",
    )
    citation = _line("Publication", "Address of a publication about the model.")
    id = _line(
        "Identifier",
        "The DOI, once the model is published; until then the checksum of its file stands here.",
    )

    def __init__(self, *args: Any, model: OcrModel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model, self.shown, own = model, head_of(model), written(model)
        self.initial = {**self.shown, "description": model.description}
        known = automatic(model)
        for name, field in self.fields.items():
            if isinstance(field, LinesField):
                field.show_all(self.initial.get(name))
            if name in own:
                if known.get(name):
                    field.help_text += " You wrote this; empty it to have it filled by itself."
            elif known.get(name):
                field.help_text += " Filled by itself."

    def clean_description(self) -> str:
        """Browsers send lines apart by two characters; the card and its copies have one."""
        return str(self.cleaned_data["description"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        filled = {name: data[name] for name in FIELDS if data.get(name)}
        for lack in lacks(automatic(self.model) | filled):
            if lack.field in filled and not self.has_error(lack.field):
                self.add_error(lack.field, lack.words)
        return data

    def changes(self) -> dict[str, Any]:
        """What the model gets: the fields that a person wrote now or before, and the text."""
        data, before = self.cleaned_data, written(self.model)
        own = {
            name: data[name]
            for name in FIELDS
            if data.get(name) and (name in before or data[name] != self.shown.get(name))
        }
        return {"card": own, "description": data["description"]}

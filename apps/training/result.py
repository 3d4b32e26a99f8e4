"""What a training leaves: a new version of the model, with what is known of it."""

from typing import Any

from apps.engine.options import TrainingResult
from apps.jobs.models import Job
from apps.models.models import ModelRole, OcrModel
from apps.models.services import ModelFacts, create_model, details_of
from apps.processing.pages import engine
from apps.training.models import TrainingSetVersion
from apps.training.params import TrainParams
from apps.training.presets import chosen_options
from apps.training.testing import figure_words


def add_model(
    job: Job,
    params: TrainParams,
    version: TrainingSetVersion,
    base: OcrModel | None,
    result: TrainingResult,
    test: dict[str, Any] | None,
) -> OcrModel:
    """The row of the trained model; ``details`` tell how it came about."""
    document = job.document
    details = {
        "job": str(job.uid),
        "document": document.pk if document else None,
        "best_epoch": result.best_epoch,
        "curve": job.data["curve"],
        "options": chosen_options(params.preset, params.options),
        "preset": params.preset,
        "test": test,
        "seconds": _seconds(job),
    }
    found = engine().read_model(result.path)
    return create_model(
        user=job.user,
        name=params.name,
        path=result.path,
        facts=ModelFacts(
            role=params.task,
            accuracy=result.accuracy,
            script=document.main_script if document else "",
            parent=_gone_on_from(job, params) or base,
            details=details_of(found) | details | _ground_truth(version),
        ),
    )


def _gone_on_from(job: Job, params: TrainParams) -> OcrModel | None:
    """The model of the training that this one goes on with: the new one is its next version."""
    if not params.goes_on_from:
        return None
    before = Job.objects.filter(uid=params.goes_on_from).first()
    made = before.result.get("model") if before and before.result else None
    return OcrModel.objects.visible_to(job.user).filter(pk=made or 0).first()


def _ground_truth(version: TrainingSetVersion) -> dict[str, Any]:
    """What the model has learned from, and was checked with."""
    facts = version.facts
    return {
        "set": {
            "id": version.training_set_id,
            "name": version.training_set.name,
            "version": version.number,
            "version_id": version.pk,
            "digest": version.digest,
            "pages": facts["pages"],
        },
        "split": _split(facts),
        "document_name": ", ".join(row["name"] for row in facts["documents"][:3]),
        "lines": facts["lines"],
        "characters": facts["characters"],
    }


def _split(facts: dict[str, Any]) -> dict[str, Any]:
    parts = facts["split"]
    return {
        "by": facts["by"],
        "seed": facts.get("seed"),
        **{name: parts[name]["pages"] for name in ("train", "validation", "test")},
        **{f"{name}_parts": parts[name]["parts"] for name in ("train", "validation", "test")},
    }


def _seconds(job: Job) -> int:
    """How long the epochs took together, also those before a pause."""
    per_epoch = float(job.data.get("seconds_per_epoch") or 0)
    return round(per_epoch * len(job.data["curve"]))


def flattery(details: dict[str, Any]) -> str:
    """Why the validation figure of a model is better than what new pages will give; or nothing."""
    split = details.get("split") or {}
    if split.get("by") == "lines":
        return (
            "Its validation lines come from the very page it learned from, so this figure"
            " flatters the model. New pages will be read worse."
        )
    validation = split.get("validation_parts") or ()
    if len(validation) == 1:
        return "It was measured on one page only, so chance has a large say in it."
    return ""


def validation_words(task: str, accuracy: float) -> str:
    """``5.1 % of the characters wrong``, or how far what was found lies on what is there."""
    if task == ModelRole.SEGMENTATION:
        return f"{100 * accuracy:.1f} % overlap"
    return f"{100 * (1 - accuracy):.1f} % of the characters wrong"


def result_of(model: OcrModel) -> dict[str, Any]:
    """What the job says at its end."""
    figures = []
    if test := model.details.get("test"):
        figures.append(f"{figure_words(test)} on the test pages")
    if model.accuracy is not None:
        words = validation_words(model.role, model.accuracy)
        figures.append(f"{words} on the validation pages")
    return {
        "message": ", ".join([f"“{model}” is ready", *figures]),
        "model": model.pk,
        "links": [{"text": "Open the model", "src": f"/model/{model.pk}/"}],
    }

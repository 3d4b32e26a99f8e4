"""Addresses of evaluations."""

from django.urls import URLPattern, URLResolver, path

from apps.evaluation import views
from apps.evaluation.forms import EvaluateForm
from apps.processing.dialogs import Dialog, dialog_path

EVALUATE = Dialog(EvaluateForm, "evaluation/_evaluate_dialog.html", "Evaluate", reads_only=True)

app_name = "evaluation"
urlpatterns: list[URLPattern | URLResolver] = [
    dialog_path("evaluate", EVALUATE),
    path("evaluation/<uuid:job_uid>/", views.report, name="report"),
    path("document/<int:document_id>/models/", views.document_models, name="models"),
]

"""Addresses of evaluations."""

from django.urls import URLPattern, URLResolver, path, re_path

from apps.evaluation import views
from apps.evaluation.forms import EvaluateForm, LayoutForm, TryForm
from apps.processing.dialogs import Dialog, dialog_path

EVALUATE = Dialog(
    EvaluateForm, "evaluation/_evaluate_dialog.html", "Evaluate", reads_only=True, shows_job=True
)
LAYOUT = Dialog(
    LayoutForm, "evaluation/_layout_dialog.html", "Evaluate", reads_only=True, shows_job=True
)
TRY = Dialog(TryForm, "evaluation/_try_dialog.html", "Try", reads_only=True, shows_job=True)

app_name = "evaluation"
urlpatterns: list[URLPattern | URLResolver] = [
    dialog_path("evaluate", EVALUATE),
    dialog_path("evaluate-layout", LAYOUT),
    dialog_path("try", TRY),
    path("training/set/<int:set_id>/measure/", views.measure, name="measure"),
    path("models/try/", views.try_models, name="try-models"),
    path("evaluation/<uuid:evaluation_uid>/", views.detail, name="detail"),
    path("evaluation/<uuid:evaluation_uid>/delete/", views.delete, name="delete"),
    path("evaluation/<uuid:evaluation_uid>/use/<int:position>/", views.use, name="use"),
    re_path(
        r"^evaluation/(?P<evaluation_uid>[0-9a-f-]{36})/report/(?P<suffix>html|json|csv|lines)/$",
        views.report,
        name="report",
    ),
    path("document/<int:document_id>/models/", views.document_models, name="models"),
]

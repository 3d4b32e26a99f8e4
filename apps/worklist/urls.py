"""Addresses of worklist."""

from django.urls import URLPattern, URLResolver, path

from apps.worklist import views

DOCUMENT = "document/<int:document_id>/worklist"

app_name = "worklist"
urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{DOCUMENT}/", views.work_list, name="list"),
    path(f"{DOCUMENT}/rank/", views.rank, name="rank"),
    path(f"{DOCUMENT}/<int:layer_id>/bring-back/", views.bring_back, name="bring-back"),
    path("model/<int:model_id>/fewer-lines/", views.learn_from_fewer, name="fewer"),
]

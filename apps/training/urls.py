"""Addresses of trainings."""

from django.urls import URLPattern, URLResolver, path

from apps.training import time_views, views

app_name = "training"
urlpatterns: list[URLPattern | URLResolver] = [
    path("document/<int:document_id>/train/", views.train, name="train"),
    path("document/<int:document_id>/train/types/", views.types, name="types"),
    path("document/<int:document_id>/train/times/", time_views.times, name="times"),
    path("training/set/<int:set_id>/train/", views.train_set, name="train-set"),
    path("training/set/<int:set_id>/train/times/", time_views.set_times, name="set-times"),
    path("training/job/<int:job_id>/pause/", views.pause, name="pause"),
    path("training/job/<int:job_id>/continue/", views.go_on, name="continue"),
    path("training/epoch/<int:epoch_id>/model/", views.make_model, name="epoch-model"),
    path("training/epoch/<int:epoch_id>/delete/", views.delete_epoch, name="epoch-delete"),
    path("training/presets/", views.presets, name="presets"),
]

"""REST routes of jobs."""

from django.urls import path
from rest_framework.routers import BaseRouter

from apps.jobs.api import views

urlpatterns = [
    path("documents/<int:document_id>/cancel_tasks/", views.CancelTasksView.as_view()),
    path("documents/<int:document_id>/cancel_training/", views.CancelTrainingView.as_view()),
    path("models/<int:model_id>/cancel_training/", views.CancelModelTrainingView.as_view()),
    path("documents/<int:document_id>/parts/<int:part_id>/cancel/", views.CancelPartView.as_view()),
    path("tasks/<int:job_id>/cancel/", views.TaskCancelView.as_view()),
    path("tasks/<int:job_id>/retry/", views.TaskRetryView.as_view()),
]


def register(router: BaseRouter) -> None:
    """Add this app's routes to the API's one router."""
    router.register("tasks", views.TaskViewSet, basename="task")
    router.register("documents/tasks", views.DocumentTasksViewSet, basename="document-tasks")
    router.register(
        r"documents/(?P<document_id>\d+)/task_groups",
        views.TaskGroupViewSet,
        basename="task-group",
    )

"""The REST API, composed from the apps."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import DefaultRouter

from apps.alignment.api import urls as alignment
from apps.annotations.api import urls as annotations
from apps.archives.api import urls as archives
from apps.comments.api import urls as comments
from apps.documents.api import urls as documents
from apps.editor.api import urls as editor
from apps.evaluation.api import urls as evaluation
from apps.events.api import urls as events
from apps.exports.api import urls as exports
from apps.hub.api import urls as hub
from apps.imports.api import urls as imports
from apps.jobs.api import urls as jobs
from apps.keyboards.api import urls as keyboards
from apps.models.api import urls as models
from apps.processing.api import urls as processing
from apps.projects.api import urls as projects
from apps.search.api import urls as search
from apps.training.api import urls as training
from apps.users.api import urls as users
from apps.worklist.api import urls as worklist

APPS = (
    users,
    events,
    projects,
    documents,
    models,
    jobs,
    processing,
    training,
    evaluation,
    hub,
    worklist,
    alignment,
    imports,
    exports,
    search,
    annotations,
    archives,
    comments,
    keyboards,
    editor,
)

router = DefaultRouter()
for app in APPS:
    app.register(router)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(router.urls)),
    *(pattern for app in APPS for pattern in getattr(app, "urlpatterns", [])),
]

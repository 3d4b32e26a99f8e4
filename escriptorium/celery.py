"""The Celery application: it carries job ids, the job rows carry the rest."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escriptorium.settings")

app = Celery("escriptorium")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

"""The settings package: it composes the apps, and nothing imports it."""

from escriptorium.celery import app as celery_app

__all__ = ["celery_app"]

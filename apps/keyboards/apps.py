"""App configuration of keyboards."""

from django.apps import AppConfig


class KeyboardsConfig(AppConfig):
    name = "apps.keyboards"
    label = "keyboards"

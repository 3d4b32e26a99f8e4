"""Accounts and teams."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower


class User(AbstractUser):
    """A person with an account; ``email`` is unique where it is given.

    ``preferences`` is how the person likes the program: small values by name, kept for the
    browser, which alone knows what they mean.
    """

    preferences = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_unique",
                violation_error_message="An account with this e-mail address exists already.",
            )
        ]

    def __str__(self) -> str:
        return self.username


class Team(models.Model):
    """People who share projects and models as one."""

    name = models.CharField(max_length=150, unique=True)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="owned_teams")
    members = models.ManyToManyField(User, related_name="teams", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

"""A running training can be asked to pause."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_is_group")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="pause_requested",
            field=models.BooleanField(default=False, help_text="Stop here, to go on later."),
        ),
    ]

"""How many quarters people turned a page image."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("images", "0002_batch")]

    operations = [
        migrations.AddField(
            model_name="pageimage",
            name="turns",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]

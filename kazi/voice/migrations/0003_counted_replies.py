from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sponsor_role"), ("voice", "0002_results")]

    operations = [
        migrations.CreateModel(
            name="CountedReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("who", models.UUIDField()),
                ("reply", models.TextField()),
                (
                    "org",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="voice.pollversion",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "counted replies",
                "constraints": [
                    models.UniqueConstraint(fields=("version", "who"), name="one_counted_reply")
                ],
            },
        ),
    ]

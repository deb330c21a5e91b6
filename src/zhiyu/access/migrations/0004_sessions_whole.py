from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("access", "0003_sessions")]

    operations = [
        AddConstraintNotValid(
            model_name="grant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("used", 0),
                    models.Q(("sessions__isnull", False), ("used__lte", models.F("sessions"))),
                    _connector="OR",
                ),
                name="grant_not_overused",
            ),
        ),
        ValidateConstraint(model_name="grant", name="grant_not_overused"),
    ]

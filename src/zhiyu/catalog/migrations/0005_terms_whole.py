from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("catalog", "0004_terms_openings_plans")]

    operations = [
        AddIndexConcurrently(
            model_name="product",
            index=models.Index(condition=models.Q(("opens_all", True)), fields=["id"], name="product_opens_all"),
        ),
        AddConstraintNotValid(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("term_count__isnull", True), ("term_unit", "")),
                    models.Q(("term_count__gt", 0), models.Q(("term_unit", ""), _negated=True)),
                    _connector="OR",
                ),
                name="product_term_whole",
            ),
        ),
        ValidateConstraint(model_name="product", name="product_term_whole"),
    ]

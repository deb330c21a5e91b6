from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_messages")]

    operations = [
        migrations.AlterField(
            model_name="refusal",
            name="topic",
            field=models.CharField(
                choices=[
                    ("orders", "订单"),
                    ("after_sale", "售后"),
                    ("invoices", "发票"),
                    ("applications", "报名申请"),
                    ("to_do", "待办"),
                ],
                max_length=12,
            ),
        ),
    ]

"""The database keeps the default, for what older code still writes; the model says the value itself each time."""

from django.db import migrations, models

ADD = "alter table commerce_orderline add column to_buyer boolean not null default true"
DROP = "alter table commerce_orderline drop column to_buyer"


class Migration(migrations.Migration):
    dependencies = [("commerce", "0007_parts")]

    operations = [
        migrations.RunSQL(
            ADD,
            DROP,
            state_operations=[migrations.AddField("orderline", "to_buyer", models.BooleanField(default=True))],
        ),
        migrations.AlterField(
            model_name="refund",
            name="reason",
            field=models.CharField(
                choices=[
                    ("not_for_me", "内容不适合我"),
                    ("no_time", "最近没有时间学"),
                    ("too_hard", "跟不上，太难了"),
                    ("not_as_described", "和介绍的不一样"),
                    ("bought_by_mistake", "买错了"),
                    ("not_taken", "一直没有人领"),
                    ("paid_too_late", "付款时订单已关闭"),
                    ("paid_twice", "重复付款"),
                    ("paid_other_amount", "付款金额与订单不一致"),
                ],
                max_length=20,
            ),
        ),
    ]

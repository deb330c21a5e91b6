from django.db import migrations, models

REASONS = [
    ("not_for_me", "内容不适合我"),
    ("no_time", "最近没有时间学"),
    ("too_hard", "跟不上，太难了"),
    ("not_as_described", "和介绍的不一样"),
    ("bought_by_mistake", "买错了"),
    ("not_taken", "一直没有人领"),
    ("paid_too_late", "付款时订单已关闭"),
    ("paid_twice", "重复付款"),
    ("paid_other_amount", "付款金额与订单不一致"),
    ("paid_out", "余额退回原支付"),
    ("exchanged", "换成别的商品"),
    ("pre_sale_off", "预售取消"),
    ("balance_not_paid", "没有付尾款"),
]


class Migration(migrations.Migration):
    dependencies = [("commerce", "0010_lines_by_application"), ("promotions", "0003_credits")]
    operations = [
        migrations.AddField(
            model_name="refundline",
            name="whole",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="refund",
            name="reason",
            field=models.CharField(choices=REASONS, max_length=20),
        ),
    ]

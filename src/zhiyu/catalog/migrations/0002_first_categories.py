from django.db import migrations

FIRST = [
    ("职场技能", "zhi-chang"),
    ("兴趣爱好", "xing-qu"),
    ("专业知识", "zhuan-ye"),
    ("亲子教育", "qin-zi"),
    ("生活技巧", "sheng-huo"),
]


def add(apps, schema_editor):
    category = apps.get_model("catalog", "Category")
    for position, (name, slug) in enumerate(FIRST):
        category.objects.get_or_create(name=name, defaults={"slug": slug, "position": position})


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

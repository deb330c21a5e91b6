from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.gifts"
    label = "gifts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.commerce.after import register_giver  # noqa: PLC0415
        from zhiyu.commerce.undo import register_undo  # noqa: PLC0415

        import_module("zhiyu.gifts.receivers")
        import_module("zhiyu.gifts.notices").register_templates()
        register(import_module("zhiyu.gifts.belongings").GIFTS)
        register_undo("gifts", import_module("zhiyu.gifts.giving_back").TakesBack())
        register_giver("codes", import_module("zhiyu.gifts.queries").redeemed_whole)

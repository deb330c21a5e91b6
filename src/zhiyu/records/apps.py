from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.platform import vault  # noqa: PLC0415
        from zhiyu.records.belongings import RECORDS  # noqa: PLC0415

        register(RECORDS)
        vault.register("records.signingkey", "sealed")

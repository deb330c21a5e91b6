from django.apps import AppConfig
from django.conf import settings


class Config(AppConfig):
    name = "zhiyu.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register as own  # noqa: PLC0415
        from zhiyu.media import figures  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.media.belongings import PLAYS  # noqa: PLC0415
        from zhiyu.media.files import disk_health  # noqa: PLC0415
        from zhiyu.media.reaching import store_health  # noqa: PLC0415
        from zhiyu.platform.health import register  # noqa: PLC0415

        register("disk", disk_health)
        if settings.MEDIA_STORE:
            register("store", store_health)
        own(PLAYS)
        figures.register()

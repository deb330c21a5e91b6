"""Where this machine has Chinese letters, for what is drawn by the server itself."""

from pathlib import Path

from django.conf import settings

PLACES = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)


def chinese() -> str | None:
    """The file of a font; ``ZHIYU_FONT`` names one that lies elsewhere."""
    places = [settings.FONT] if settings.FONT else PLACES
    return next((one for one in places if Path(one).is_file()), None)

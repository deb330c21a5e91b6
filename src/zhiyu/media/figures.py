"""Files in numbers."""

from collections.abc import Iterable

from django.db.models import Count, Sum

from zhiyu.media import files
from zhiyu.media.models import Asset, Upload
from zhiyu.platform import metrics


def packaging() -> Iterable[metrics.Row]:
    played = Asset.objects.filter(kind__in=[Asset.Kind.VIDEO, Asset.Kind.AUDIO])
    return metrics.counted(Asset.State.values, dict(played.values_list("state").annotate(n=Count("pk"))))


def uploads() -> Iterable[metrics.Row]:
    return [((), Upload.objects.filter(asset=None).count())]


def uploading() -> Iterable[metrics.Row]:
    return [((), Upload.objects.filter(asset=None).aggregate(sum=Sum("received"))["sum"] or 0)]


def disk() -> Iterable[metrics.Row]:
    return [((), files.free_bytes())]


def register() -> None:
    metrics.gauge("packaging", "Videos and audios by state.", ["state"], packaging)
    metrics.gauge("uploads_unfinished", "Uploads that are not whole yet.", [], uploads)
    metrics.gauge("uploads_unfinished_bytes", "What of them is here.", [], uploading)
    metrics.gauge("disk_free_bytes", "Free where media are kept.", [], disk)

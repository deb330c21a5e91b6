from zhiyu.platform.models import School


def school() -> School:
    """The installation's one school; made on first use so that no page can miss it."""
    found, _ = School.objects.get_or_create(pk=1)
    return found

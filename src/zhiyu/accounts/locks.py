from django.db import connection


def hold(name: str) -> None:
    """Be the only one inside ``name`` until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

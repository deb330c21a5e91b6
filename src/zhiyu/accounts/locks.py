from zhiyu.platform.plain import rows


def hold(name: str) -> None:
    """Be the only one inside ``name`` until the transaction ends."""
    rows("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth brings no types
    """Accounts are made by our own actions, never by allauth's forms."""

"""Why a proven notification is not acted on."""


class NotOurs(Exception):
    """It speaks of another merchant, app, amount or currency."""


class UnknownRefund(Exception):
    """No refund of ours has that number."""


class Repeated(Exception):
    """A notification of this id has been accepted before."""

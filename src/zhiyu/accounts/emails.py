"""One spelling for every e-mail address."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from zhiyu.accounts.errors import InvalidEmail

LONGEST = 254


def normalise_email(written: str) -> str:
    """Lower case and without blanks around it; anything that is no address is refused."""
    plain = written.strip().lower()
    try:
        validate_email(plain)
    except ValidationError as error:
        raise InvalidEmail from error
    if len(plain) > LONGEST or not plain.isascii():
        raise InvalidEmail
    return plain

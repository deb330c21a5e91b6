"""Where an answer can reach somebody who complains: a telephone of any country, or an e-mail address."""

import re
import unicodedata

from zhiyu.accounts.emails import normalise_email
from zhiyu.accounts.errors import InvalidEmail
from zhiyu.accounts.phones import DECORATION
from zhiyu.complaints.errors import NoWayBack

NUMBER = re.compile(r"\+?[0-9]{7,15}")


def require_contact(written: str) -> str:
    """As it was written; raises ``NoWayBack`` for what is neither."""
    if NUMBER.fullmatch(DECORATION.sub("", unicodedata.normalize("NFKC", written))):
        return written
    try:
        normalise_email(written)
    except InvalidEmail as error:
        raise NoWayBack from error
    return written

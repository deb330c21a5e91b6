"""``zhiyu manage reset_factors PHONE``: the owner's way back in when phone and recovery codes are gone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhiyu.accounts import actions, queries
from zhiyu.accounts.errors import InvalidPhone


class Command(BaseCommand):
    help = "Remove all second factors of the person with this phone and end their logins. It is written down."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phone")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        try:
            user = queries.user_by_phone(options["phone"])
        except InvalidPhone as error:
            raise CommandError(str(error)) from error
        if user is None:
            raise CommandError("nobody has this phone")
        removed = actions.reset_factors(actor_id=None, user_id=user.pk)
        self.stdout.write(f"{removed} removed; {user.masked_phone} logs in by phone code and sets up a new one")

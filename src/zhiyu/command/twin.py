"""A second database beside the school's: the new one is made whole there, and takes the name in one step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from zhiyu.backups import binaries, facts
from zhiyu.config import env
from zhiyu.kernel.home import socket_dir

Connection = psycopg.Connection[tuple[Any, ...]]


class Twin:
    def __init__(self) -> None:
        self.known = binaries.parameters(env.database())
        self.name = str(self.known["dbname"])
        self.coming, self.gone = f"{self.name}_restoring", f"{self.name}_before"

    def parameters(self, name: str) -> dict[str, Any]:
        return {**self.known, "dbname": name}

    def url(self, name: str) -> str:
        """``DATABASE_URL`` of the database of this name."""
        if given := os.environ.get("DATABASE_URL"):
            return urlsplit(given)._replace(path=f"/{quote(name)}").geturl()
        return f"postgresql://zhiyu@/{quote(name)}?host={quote(str(socket_dir()), safe='')}"

    @contextmanager
    def admin(self) -> Iterator[Connection]:
        with psycopg.connect(**self.parameters("postgres"), autocommit=True) as connection:
            yield connection

    def exists(self, name: str) -> bool:
        with self.admin() as connection:
            return bool(connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone())

    def holds_school(self) -> bool:
        if not self.exists(self.name):
            return False
        with psycopg.connect(**self.known) as connection:
            if connection.execute("select to_regclass('public.accounts_user')").fetchone() == (None,):
                return False
            return connection.execute("select exists(select 1 from accounts_user)").fetchone() == (True,)

    def others(self) -> int:
        """Connections of anybody else to the school's database."""
        with self.admin() as connection:
            found = connection.execute("select count(*) from pg_stat_activity where datname = %s", [self.name])
            return int((found.fetchone() or (0,))[0])

    def forget_the_store(self) -> None:
        """Of the coming one: what lay in a store of films elsewhere may be gone, and is looked at before it is used."""
        with psycopg.connect(**self.parameters(self.coming)) as connection:
            connection.execute("update media_rendition set stored_at = null where stored_at is not null")

    def make(self) -> None:
        """A new, empty one; what a restore that was cut off left is dropped."""
        with self.admin() as connection:
            for name in (self.coming, self.gone):
                drop(connection, name)
            try:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(self.coming)))
            except psycopg.errors.InsufficientPrivilege:
                raise SystemExit(
                    "DATABASE_URL 的用户不能建立数据库（CREATEDB），恢复要用它先在旁边建好新的。"
                ) from None

    def facts(self) -> dict[str, list[Any]]:
        with psycopg.connect(**self.parameters(self.coming)) as connection:
            return facts.tables(lambda statement: rows(connection, statement))

    def server_version(self) -> int:
        with self.admin() as connection:
            return facts.server_version(lambda statement: rows(connection, statement))

    def swap(self) -> None:
        """Both names change in one transaction; called again after that, it does nothing."""
        if not self.exists(self.coming):
            return
        there = self.exists(self.name)
        with self.admin() as connection, connection.transaction():
            if there:
                rename(connection, self.name, self.gone)
            rename(connection, self.coming, self.name)

    def drop_old(self) -> None:
        with self.admin() as connection:
            drop(connection, self.gone)


def rows(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    cursor = connection.execute(statement.encode())
    return cursor.fetchall() if cursor.description else []


def drop(connection: Connection, name: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def rename(connection: Connection, old: str, new: str) -> None:
    statement = sql.SQL("alter database {} rename to {}").format(sql.Identifier(old), sql.Identifier(new))
    connection.execute(statement)

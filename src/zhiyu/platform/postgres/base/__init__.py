"""The name under which Django looks for a database engine."""

from zhiyu.platform.postgres.lasting import DatabaseWrapper

__all__ = ["DatabaseWrapper"]

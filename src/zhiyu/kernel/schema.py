from pydantic import BaseModel


class Schema(BaseModel):
    """What the API reads and answers. ninja's own would look every field up through a wrapper for Django's models."""

raise ImportError("only developers have it; structlog and httpx load all of it where it is")  # noqa: INP001

"""Connecting to a store that speaks S3, whoever keeps it."""

from typing import Any


def connect(
    *, endpoint: str, access_key: str, secret_key: str, region: str, style: str = "auto", seconds: int = 60
) -> Any:
    """Checksums only where the protocol needs them: stores that are not Amazon's do not know the new ones.

    Without ``endpoint`` it is Amazon's own. ``seconds`` is how long an answer may take; a minute has retries.
    """
    import boto3  # noqa: PLC0415 -- heavy, and most schools do without
    from botocore.config import Config  # noqa: PLC0415

    patient = seconds >= 60  # noqa: PLR2004
    return boto3.client(
        "s3",
        endpoint_url=endpoint or None,
        aws_access_key_id=access_key or None,
        aws_secret_access_key=secret_key or None,
        region_name=region or "us-east-1",
        config=Config(
            connect_timeout=min(10, seconds),
            read_timeout=seconds,
            retries={"max_attempts": 5 if patient else 1, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            signature_version="s3v4",  # for signed addresses too, whose usual form is an older one
            s3={"addressing_style": style},
        ),
    )

"""``python -m wxsim.tencent``: a Tencent Cloud Live on this machine, and the settings that a school needs for it."""

import argparse
import asyncio

from wxsim.tencent.cloud import Account, Cloud

SETTINGS = """\
ZHIYU_LIVE=tencent
TENCENT_LIVE_PUSH_DOMAIN=127.0.0.1:{rtmp}
TENCENT_LIVE_PUSH_KEY={push}
TENCENT_LIVE_PLAY_DOMAIN=http://127.0.0.1:{http}
TENCENT_LIVE_PLAY_KEY={play}
TENCENT_LIVE_CALLBACK_KEY={callback}
TENCENT_LIVE_RECORD_HOSTS=127.0.0.1:{http}
TENCENT_LIVE_API_URL=http://127.0.0.1:{http}
TENCENT_SECRET_ID={id}
TENCENT_SECRET_KEY={secret}"""


async def serve(given: argparse.Namespace) -> None:
    account = Account(
        push_keys=["push-key", "push-backup"],
        play_keys=["play-key", "play-backup"],
        callback_key="callback-key",
        records=True,
        secret_id="AKIDsimulated",  # noqa: S106 -- of nobody
        secret_key="simulated-secret",  # noqa: S106 -- of nobody
    )
    url = given.school.rstrip("/") + "/integrations/tencent-live/notify"
    async with Cloud(account, url, pace=given.pace).alive(rtmp=given.rtmp_port, http=given.port) as cloud:
        words = {"push": "push-key", "play": "play-key", "callback": account.callback_key}
        known = {"id": account.secret_id, "secret": account.secret_key}
        print(SETTINGS.format(rtmp=cloud.rtmp_port, http=cloud.http_port, **words, **known), flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="wxsim.tencent", description="A pretended Tencent Cloud Live.")
    parser.add_argument("--port", type=int, default=8110, help="play addresses, the API and /_sim")
    parser.add_argument("--rtmp-port", type=int, default=1936)
    parser.add_argument("--school", default="http://127.0.0.1:8000", help="who is told")
    parser.add_argument("--pace", type=float, default=1.0, help="a second between two tries, in seconds")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()

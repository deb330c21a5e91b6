"""What can be looked at without the database: settings, files, disk, tools, clock, keys."""

import os
import shutil
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

from zhiyu.command.doctor.findings import Finding, bad, doubtful, good
from zhiyu.config import env, safety
from zhiyu.kernel.home import cluster_dir, home, media_dir, place_note

GB = 1024**3
LITTLE, TOO_LITTLE = 5 * GB, 1 * GB
PRIVATE = ("secret_key", "secret_key.old", "secret_key.next", "media_key", "setup_token")
OTHERS = 0o077
SKEW, TOO_MUCH_SKEW = 60.0, 300.0
"""WeChat Pay takes no request whose clock is five minutes off."""


def settings() -> Iterator[Finding]:
    mode = env.mode()
    if mode != "production":
        yield good("settings", f"模式：{mode}，只在本机开放", f"mode: {mode}, open to this machine only")
        return
    complaints = safety.unsafe()
    for one in complaints:
        mend = (
            "改好这个环境变量再启动，见 docs/operate.md",
            "set this variable right and start again, see docs/operate.md",
        )
        yield bad("settings", (one, one), mend)
    if not complaints:
        yield good("settings", f"模式：production，网址 {env.url()}", f"mode: production at {env.url()}")


def proxies() -> Iterator[Finding]:
    if env.mode() != "production":
        return
    named = "、".join(env.trusted_proxies())
    if env.text("ZHIYU_TRUSTED_PROXIES"):
        yield good("proxies", f"相信这些代理转述的访客地址：{named}", f"proxies believed: {named}")
        return
    yield good(
        "proxies",
        f"假定反向代理在本机（{named}）；在别的机器上时请设置 ZHIYU_TRUSTED_PROXIES，否则所有访客看起来是同一个人",
        f"a proxy on this machine is assumed ({named}); set ZHIYU_TRUSTED_PROXIES when it is elsewhere,"
        " or all visitors look like one",
    )


def secret_files() -> Iterator[Finding]:
    loose = [path for name in PRIVATE if (path := home() / name).exists() and path.stat().st_mode & OTHERS]
    for path in loose:
        text = (f"{path} 别人也能读", f"{path} can be read by others")
        yield bad("secret_files", text, (f"chmod 600 {path}", f"chmod 600 {path}"))
    if not loose:
        yield good("secret_files", "密钥文件只有自己能读", "key files are private")


def place() -> Iterator[Finding]:
    if env.text("DATABASE_URL"):
        yield good("place", "数据库：外部（DATABASE_URL）", "database: your own (DATABASE_URL)")
    elif place_note().exists():
        text = f"（记在 {place_note()}）", f" (noted in {place_note()})"
        yield good("place", f"数据库文件：{cluster_dir()}{text[0]}", f"database files: {cluster_dir()}{text[1]}")
    else:
        yield good("place", f"数据库文件：{cluster_dir()}", f"database files: {cluster_dir()}")


def disk() -> Iterator[Finding]:
    places = {existing(path) for path in (home(), media_dir(), *([] if env.text("DATABASE_URL") else [cluster_dir()]))}
    reserve = env.disk_reserve_mb() * 1024**2
    for path in sorted({x.stat().st_dev: x for x in places}.values()):
        free = shutil.disk_usage(path).free
        text = (f"{path} 还剩 {free / GB:.1f} GB", f"{path} has {free / GB:.1f} GB left")
        if free < TOO_LITTLE:
            yield bad("disk", text, ("马上清理或换大盘：数据库写满会停", "make room now: a full database stops"))
        elif free < max(LITTLE, reserve):
            stop = reserve / GB
            mend = (
                f"清理或换大盘；不足 {stop:.1f} GB 时上传与打包停止（ZHIYU_DISK_RESERVE_MB）",
                f"make room; below {stop:.1f} GB uploads and packaging stop (ZHIYU_DISK_RESERVE_MB)",
            )
            yield doubtful("disk", text, mend)
        else:
            yield good("disk", *text)


def media_folder() -> Iterator[Finding]:
    folder = existing(media_dir())
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        text = (
            f"媒体文件夹 {folder} 写不进去：{error.strerror}",
            f"media folder {folder} cannot be written: {error.strerror}",
        )
        mend = ("把它交给运行知域的用户：chown", "give it to the user that zhiyu runs as: chown")
        yield bad("media_folder", text, mend)
        return
    yield good("media_folder", f"媒体文件夹：{media_dir()}", f"media folder: {media_dir()}")


def media_tools() -> Iterator[Finding]:
    import imageio_ffmpeg  # noqa: PLC0415 -- looks for its program when imported

    program = ""
    try:
        program = env.text("ZHIYU_FFMPEG") or imageio_ffmpeg.get_ffmpeg_exe()
        argv = [program, "-hide_banner", "-encoders"]
        said = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=True).stdout  # noqa: S603
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        text = (f"ffmpeg 不能运行：{program} {error}", f"ffmpeg does not run: {program} {error}")
        mend = (
            "重新安装 imageio-ffmpeg，或用 ZHIYU_FFMPEG 指向系统的 ffmpeg",
            "install imageio-ffmpeg again, or name the system's ffmpeg in ZHIYU_FFMPEG",
        )
        yield bad("media_tools", text, mend)
        return
    missing = [name for name in ("libx264", "aac") if f" {name} " not in said]
    if missing:
        text = (f"ffmpeg 缺少编码器 {missing}", f"ffmpeg lacks the encoders {missing}")
        yield bad(
            "media_tools", text, ("换一个完整的 ffmpeg，用 ZHIYU_FFMPEG 指明", "name a complete one in ZHIYU_FFMPEG")
        )
        return
    yield good("media_tools", f"ffmpeg 可用：{program}", f"ffmpeg runs: {program}")


def clock() -> Iterator[Finding]:
    """Against WeChat's own clock, which is what refuses us."""
    if not env.text("WECHAT_PAY_MCHID") or env.text("WECHAT_SIMULATOR_URL"):
        return
    base = env.text("WECHAT_PAY_BASE_URL", "https://api.mch.weixin.qq.com")
    try:
        said = date_of(base)
    except (OSError, ssl.SSLError, ValueError) as error:
        text = (f"连不上微信支付 {base}：{error}", f"WeChat Pay at {base} cannot be reached: {error}")
        yield bad("clock", text, ("检查出站网络、DNS 与防火墙", "check the way out: DNS, firewall"))
        return
    skew = time.time() - said
    text = (f"本机时钟与微信相差 {skew:+.0f} 秒", f"this clock is {skew:+.0f} s from WeChat's")
    mend = ("打开自动对时：timedatectl set-ntp true", "switch time keeping on: timedatectl set-ntp true")
    if abs(skew) > TOO_MUCH_SKEW:
        yield bad("clock", text, mend)
    elif abs(skew) > SKEW:
        yield doubtful("clock", text, mend)
    else:
        yield good("clock", *text)


def date_of(base: str) -> float:
    """The ``Date`` of any answer, an error too."""
    try:
        with urllib.request.urlopen(base, timeout=10) as answer:  # noqa: S310 -- an address of the operator's own settings
            said = answer.headers["Date"]
    except urllib.error.HTTPError as error:
        said = error.headers["Date"]
    if not said:
        raise ValueError("no Date header")
    return parsedate_to_datetime(said).timestamp()


def existing(path: Path) -> Path:
    return next(x for x in [path, *path.parents] if x.exists())


CHECKS = [settings, proxies, secret_files, place, disk, media_folder, media_tools, clock]

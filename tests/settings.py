"""The product's settings in a home of the test run's own; xdist workers inherit the home by environment."""

import os
import sys
import tempfile
from pathlib import Path

# Every process of a run would compile all it imports anew, which takes longer than everything else in its start.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if "ZHIYU_TEST_HOME" not in os.environ:
    for name in [n for n in os.environ if n.startswith(("ZHIYU_", "WECHAT_", "ALIPAY_", "SMS_", "DATABASE_URL"))]:
        del os.environ[name]
    made = Path(tempfile.mkdtemp(prefix="zyt-"))
    made.chmod(0o711)
    os.environ["ZHIYU_TEST_HOME"] = str(made)
os.environ["ZHIYU_HOME"] = os.environ["ZHIYU_TEST_HOME"]
os.environ["ZHIYU_MODE"] = "demo"

from zhiyu.config.settings import *  # noqa: E402, F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests"]  # noqa: F405 - for its `flush`
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SMS_SENDER = "zhiyu.integrations.sms.demo.DemoSender"

# The database is shared by place, files are not: two workers reading one sms.jsonl would take each other's codes.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["ZHIYU_HOME"] = str(Path(os.environ["ZHIYU_TEST_HOME"]) / worker)
    Path(os.environ["ZHIYU_HOME"]).mkdir(exist_ok=True)

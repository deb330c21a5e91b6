"""The checks themselves: each planted fault is seen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import look

FRAME = (
    '<!doctype html><html lang="zh-Hans"><head><meta name="viewport" content="width=device-width"><title>t</title>'
    "<style>body{{margin:0}} {css}</style></head><body><main><h1>标题</h1>{body}</main></body></html>"
)
FAULTS = {
    "outside the viewport": ("", '<button style="position:fixed;left:300px;width:200px;height:44px">购买</button>'),
    "smaller than 24 px": ("", '<button style="width:18px;height:18px;padding:0" aria-label="关"></button>'),
    "label runs over": (
        ".btn{width:60px;white-space:nowrap;display:inline-flex;height:44px}",
        '<a class="btn" href="/x">立即购买这门课程</a>',
    ),
    "below the fold of a fixed bar": (
        "",
        '<div style="position:fixed;inset:0;padding-top:2000px"><button style="height:44px">购买</button></div>',
    ),
    "scrolls sideways": ("", '<p style="width:2000px">宽</p>'),
    "color-contrast": ("", '<p style="color:#ccc;background:#fff">看不清</p>'),
    "image-alt": ("", '<img src="data:," width="40" height="40">'),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_seen(chromium: Browser, fault: str, tmp_path: Path) -> None:
    css, body = FAULTS[fault]
    (tmp_path / "page.html").write_text(FRAME.format(css=css, body=body))
    page = chromium.new_page()
    page.goto((tmp_path / "page.html").as_uri())

    found = look(page)

    page.close()
    assert [one for one in found if fault in one], found


def test_a_sound_page_passes(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        FRAME.format(
            css="button{min-height:44px} aside{position:fixed;bottom:0;height:50px;overflow:auto} p{margin:0}",
            body="<button>购买</button><p>看得清</p><aside tabindex=0><p>面板</p><button>往下才看得到</button></aside>",
        )
    )
    page = chromium.new_page()
    page.goto((tmp_path / "page.html").as_uri())

    assert look(page) == []

    page.close()

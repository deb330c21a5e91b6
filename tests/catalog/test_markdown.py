import re

import pytest

from zhiyu.catalog.markdown import render

OWN = "/media/assets/12345678-1234-1234-1234-123456789012/image"

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    "<style>*{display:none}</style>",
    "<form action=/logout method=post><button>x</button></form>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](\\\\evil.example\\pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](/me/orders)",
    "![x](../../logout)",
    "![x](6)",
    "![x](6?a.png)",
    "![x](6#a.png)",
    "![x](%2e%2e/courses/a.png)",
    "![x](%2Fcourses%2Fa.png)",
    f"![x]({OWN}?next=//evil.example)",
    '![a" onerror="alert(1)](img/a.png)',
    "```<script>\nalert(1)\n```",
    '```x" onmouseover="alert(1)\ny\n```',
    '[x](https://ok.example "t\\" onclick=\\"alert(1)")',
    "<!--<img src=x onerror=alert(1)>-->",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[^x]\n\n[^x]: <img src=x onerror=alert(1)>",
    "| <script>x</script> |\n|---|\n| <img src=x onerror=y> |",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_a_creator_writes_can_run_or_call_out(text: str) -> None:
    html = render(text)
    tags = re.findall(r"<[^>]*>", html)

    assert not [tag for tag in tags if re.match(r"</?(script|svg|iframe|style|form|button|math|input|object)", tag)]
    assert not [tag for tag in tags if re.search(r"""\son\w+\s*=(?=(?:[^"]*"[^"]*")*[^"]*$)""", tag)]
    assert not [tag for tag in tags if re.search(r"""(href|src)="\s*(javascript|data|vbscript):""", tag, re.IGNORECASE)]
    assert not [tag for tag in tags if tag.startswith("<img") and "evil" in tag]
    assert [src for src in re.findall(r'src="([^"]*)"', html) if src not in {OWN, "img/a.png"}] == []


def test_what_a_lesson_needs_is_kept() -> None:
    html = render(
        "# 标题\n\n**重点**与~~删除~~\n换行\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n"
        f"![图]({OWN})\n\n> 引用\n\n1. 一\n\n"
        "[链接](https://example.org)\n\n```python\n1 < 2\n```\n\n注[^1]\n\n[^1]: 出处"
    )

    assert "<h2>标题</h2>" in html
    assert "<strong>重点</strong>与<s>删除</s><br>" in html
    assert "<table>" in html
    assert f'<img src="{OWN}" alt="图" loading="lazy">' in html
    assert '<a href="https://example.org" rel="nofollow noopener noreferrer">链接</a>' in html
    assert '<code class="language-python">1 &lt; 2' in html
    assert 'href="#fn1"' in html


def test_headings_begin_below_the_pages_own_and_stop_at_six() -> None:
    assert [
        level for level in "23456" if f"<h{level}>" in render("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f")
    ] == list("23456")
    assert "<h7" not in render("###### f")


def test_a_picture_from_elsewhere_leaves_its_words() -> None:
    assert render("![流程图](https://elsewhere.example/a.png)") == "<p>流程图</p>\n"

"""One text of the teacher's old blog, moved in: a draft that waits to be looked at."""

import tempfile
from pathlib import Path

from zhiyu.accounts.models import User
from zhiyu.demo.past import ago
from zhiyu.imports import actions
from zhiyu.imports.models import Run
from zhiyu.media.actions import store_file

EXPORT = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<wp:base_blog_url>https://linzhi.example</wp:base_blog_url><item><title>下雨天也能拍</title>
<dc:creator>林知</dc:creator><content:encoded><![CDATA[<p>雨天的光是软的，正好拍人。</p><h2>三个小办法</h2>
<ol><li>站到屋檐下，让人面朝外面。</li><li>拍地上的倒影，把手机倒过来。</li><li>等一把有颜色的伞。</li></ol>
[gallery-pro id="3"]]]></content:encoded><wp:post_id>12</wp:post_id><wp:post_name>rainy-days</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"""


def move_in(*, owner: User) -> None:
    if Run.objects.exists():
        return
    with ago(days=1), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "linzhi.wordpress.xml"
        path.write_text(EXPORT)
        asset = store_file(path=path, name=path.name, owner_id=owner.pk)
        actions.bring_in(actions.hand_in(asset_id=asset.pk, actor_id=owner.pk).pk)

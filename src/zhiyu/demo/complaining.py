"""A complaint that waits for an answer."""

from uuid import UUID

from zhiyu.complaints.actions import Said, complain
from zhiyu.demo.past import ago

KEY = UUID("5a2f6b1e-6f0b-4f43-9a0c-0c1f3e7d2b10")


def hear_complaint() -> None:
    said = Said(
        kind="copyright",
        place="《手机拍好家人》第二课，1 分 20 秒的那张窗边照片",
        words="这张照片是我 2024 年拍的，发在自己的公众号里，没有授权给任何课程。请换掉，或者署上我的名字。",
        proof="公众号「影子与光」2024 年 5 月 12 日的文章，有原图。",
        capacity="own",
        name="陈影",
        contact="chenying@example.com",
    )
    with ago(days=2):
        complain(key=KEY, said=said, sender_id=None)

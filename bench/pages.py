"""What a page costs: the course page for passers-by and for the signed in, the lesson page, and the course as JSON."""

import itertools
from collections.abc import Iterator

from bench.client import Client, browser, token_of
from bench.measure import Figure, cost, share
from bench.product import Product

BUYER, OWNER = "13800000008", "13800000005"


def paid_course(client: Client) -> tuple[str, int]:
    """The address of a paid course with video, and the id of its first video."""
    for item in client.api("GET", "/courses")["items"]:
        course = client.api("GET", f"/courses/{item['slug']}")
        lessons = [lesson for chapter in course["chapters"] for lesson in chapter["lessons"]]
        videos = [lesson["id"] for lesson in lessons if lesson["kind"] == "video" and lesson["preview_seconds"]]
        if course["price_fen"] and videos:
            return course["slug"], videos[0]
    raise SystemExit("the demo has no paid course with a video")


def figures(product: Product) -> Iterator[Figure]:
    passer = Client.of(product)
    slug, lesson = paid_course(passer)
    passer.cookies.clear()
    page = f"/courses/{slug}"
    fresh = itertools.count()
    spent = cost(product, lambda: passer.get(page), calls=200)
    yield Figure(name="anonymous course page, cached", found=spent.whole, goal=0.4, note=share(spent))
    spent = cost(product, lambda: passer.get(f"{page}?uncached={next(fresh)}"))
    yield Figure(name="anonymous course page, uncached", found=spent.whole, goal=5, note=share(spent))
    person = browser(product, BUYER)
    spent = cost(product, lambda: person.get(page))
    yield Figure(name="signed-in course page", found=spent.whole, goal=8, note=share(spent))
    spent = cost(product, lambda: person.get(f"/lessons/{lesson}"))
    yield Figure(name="lesson page", found=spent.whole, goal=8, note=share(spent))
    reader = token_of(product, BUYER)
    spent = cost(product, lambda: reader.get(f"/api/v1/courses/{slug}"))
    yield Figure(name="course JSON", found=spent.whole, goal=2.5, note=share(spent))

"""An article's text as its page shows it: without a doubled title, and of a paid one the first part only."""

LONGEST = 400
FENCES = ("```", "~~~")


def first_part(body: str) -> str:
    """Whole Markdown blocks from the start: about a third of the text, at most ``LONGEST`` characters."""
    parts = blocks(body)
    budget = min(LONGEST, sum(map(len, parts)) // 3)
    taken: list[str] = []
    for part in parts[:-1]:
        if taken and sum(map(len, taken)) + len(part) > budget:
            break
        taken.append(part)
    return "\n\n".join(taken)


def without_title(body: str, title: str) -> str:
    """Texts written elsewhere often begin with their own title, which the page says already."""
    first, _, rest = body.lstrip().partition("\n")
    return rest.lstrip("\n") if first.startswith("# ") and first[2:].strip() == title.strip() else body


def blocks(body: str) -> list[str]:
    """Paragraphs parted by blank lines; a fenced block stays in one piece."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in body.splitlines():
        mark = next((x for x in FENCES if line.lstrip().startswith(x)), "")
        if mark and fence in {"", mark}:
            fence = "" if fence else mark
        if line.strip() or fence:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]

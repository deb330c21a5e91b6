"""PDFs by hand: as many pages as wanted, each with a line of words."""

from pathlib import Path


def pdf(path: Path, *lines: str, size: tuple[int, int] = (420, 595)) -> Path:
    """A page a line; the words are Latin, since the file brings no letters of its own."""
    count = len(lines)
    kids = " ".join(f"{3 + 2 * n} 0 R" for n in range(count))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()]
    for n, line in enumerate(lines):
        content = f"BT /F1 24 Tf 40 {size[1] - 80} Td ({line}) Tj ET".encode()
        font = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Contents {4 + 2 * n} 0 R "
            f"/Resources << {font} >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    whole, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    size_of = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size_of, len(whole))
    path.write_bytes(whole + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size_of, table, trailer))
    return path


def nested(path: Path, *, deep: int, each: int = 10) -> Path:
    """One page that draws a form that draws ``each`` forms, and so on: small to send, and without an end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    box = "/Type /XObject /Subtype /Form /BBox [0 0 420 595]"
    bodies = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    bodies.append(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R "
        "/Resources << /XObject << /X 5 0 R >> >> >>"
    )
    bodies.append("<< /Length 5 >>\nstream\n/X Do\nendstream")
    for level in range(deep):
        last = level == deep - 1
        drawn = "0 0 m 420 595 l S\n" if last else "/X Do\n" * each
        inside = "" if last else f"/Resources << /XObject << /X {6 + level} 0 R >> >>"
        bodies.append(f"<< {box} {inside} /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    whole = b"%PDF-1.4\n" + b"".join(f"{n} 0 obj\n{body}\nendobj\n".encode() for n, body in enumerate(bodies, 1))
    path.write_bytes(whole + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n0\n%%%%EOF\n" % (len(bodies) + 1))
    return path


def tiled(path: Path) -> Path:
    """A white page, and one that is laid with more tiles than anybody waits for; it takes time and no memory."""
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [6 0 R 3 0 R] /Count 2 >>",
        (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] /Contents 4 0 R "
            "/Resources << /Pattern << /P 5 0 R >> >> >>"
        ),
        "<< /Length 35 >>\nstream\n/Pattern cs /P scn 0 0 420 595 re f\nendstream",
        (
            "<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 2 2] /XStep 0.001 /YStep 0.001 "
            "/Resources << >> /Length 21 >>\nstream\n1 0 0 rg 0 0 1 1 re f\nendstream"
        ),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 420 595] >>",
    ]
    whole = b"%PDF-1.4\n" + b"".join(f"{n} 0 obj\n{body}\nendobj\n".encode() for n, body in enumerate(bodies, 1))
    path.write_bytes(whole + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n")
    return path


def locked(path: Path) -> Path:
    """As ``pdf``, with a password nobody knows."""
    plain = pdf(path, "secret").read_bytes()
    key = "(" + "x" * 32 + ")"
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O {key} /U {key} >> /ID [{key} {key}] ".encode()
    path.write_bytes(plain.replace(b"trailer << ", b"trailer << " + lock))
    return path

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

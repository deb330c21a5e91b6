"""How large an H.264 picture is, as its own settings say: not every programme tells it in words."""

HIGH = {100, 110, 122, 244, 44, 83, 86, 118, 128}
LONGEST = 32


class Bits:
    def __init__(self, content: bytes) -> None:
        plain = content.replace(b"\0\0\3", b"\0\0")
        self.value, self.left = int.from_bytes(plain), len(plain) * 8

    def take(self, count: int = 1) -> int:
        self.left -= count
        if self.left < 0:
            raise ValueError
        return self.value >> self.left & (1 << count) - 1

    def number(self) -> int:
        """Exp-Golomb."""
        zeros = 0
        while not self.take():
            zeros += 1
            if zeros > LONGEST:
                raise ValueError
        return (1 << zeros) - 1 + self.take(zeros)


def size_of(record: bytes) -> tuple[int, int] | None:
    """Of what stands before a stream's first frame (AVCDecoderConfigurationRecord); None where that is not clear."""
    length = int.from_bytes(record[6:8])
    try:
        return read(Bits(record[9 : 8 + length]))
    except ValueError:
        return None


def read(bits: Bits) -> tuple[int, int] | None:
    profile, _rest, _number = bits.take(8), bits.take(16), bits.number()
    chroma = chroma_of(bits) if profile in HIGH else 1
    bits.number()
    skip_order(bits)
    bits.number(), bits.take()
    width, rows = (bits.number() + 1) * 16, bits.number() + 1
    fields = 1 if bits.take() else 2
    if fields == 2:  # noqa: PLR2004
        bits.take()
    height = rows * 16 * fields
    bits.take()
    if bits.take():
        across, down = 2 if chroma in {1, 2} else 1, (2 if chroma == 1 else 1) * fields
        left, right, top, bottom = (bits.number() for _ in range(4))
        width, height = width - (left + right) * across, height - (top + bottom) * down
    return (width, height) if width > 0 and height > 0 else None


def chroma_of(bits: Bits) -> int:
    chroma = bits.number()
    if chroma == 3:  # noqa: PLR2004
        bits.take()
    bits.number(), bits.number(), bits.take()
    if bits.take():
        raise ValueError  # scaling lists: no camera's programme sends them
    return chroma


def skip_order(bits: Bits) -> None:
    kind = bits.number()
    if kind == 0:
        bits.number()
    elif kind == 1:
        bits.take(), bits.number(), bits.number()
        for _ in range(bits.number()):
            bits.number()

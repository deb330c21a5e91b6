"""Where each point of the film lies in the copy: a homography from matched corners, then refined by ECC."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.float32]
Matrix = NDArray[np.float32]

CORNERS = 800
LEAST_MATCHES = 24
NEAR_PIXELS = 2.0
ECC_STEPS = 30
ECC_END = 1e-5
ECC_BLUR = 5


def homography(pairs: Sequence[tuple[NDArray[np.uint8], NDArray[np.uint8]]]) -> Matrix | None:
    """From (film, copy) pairs of the same moments together; None where too few corners agree."""
    orb, matcher = cv2.ORB.create(nfeatures=CORNERS, fastThreshold=8), cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True)
    ours: list[Sequence[float]] = []
    theirs: list[Sequence[float]] = []
    for film, copy in pairs:
        points, looks = orb.detectAndCompute(film, None)
        copied, copied_looks = orb.detectAndCompute(copy, None)
        if looks is None or copied_looks is None:
            continue
        for match in matcher.match(looks, copied_looks):
            ours.append(points[match.queryIdx].pt)
            theirs.append(copied[match.trainIdx].pt)
    if len(ours) < LEAST_MATCHES:
        return None
    points_of = (np.array(ours, dtype=np.float32), np.array(theirs, dtype=np.float32))
    found, inside = cv2.findHomography(*points_of, cv2.USAC_MAGSAC, NEAR_PIXELS)
    if found is None or int(np.asarray(inside).sum()) < LEAST_MATCHES:
        return None
    return np.asarray(found, dtype=np.float32)


def scaled(matrix: Matrix, by: float) -> Matrix:
    """The same homography for pictures ``by`` times as large."""
    grow = np.diag([by, by, 1.0])
    return np.asarray(grow @ matrix @ np.linalg.inv(grow), dtype=np.float32)


def refined(matrix: Matrix, *, film: Picture, copy: Picture) -> Matrix:
    """By enhanced correlation of whole pictures, to a fraction of a pixel; as it was where that finds no end."""
    end = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, ECC_STEPS, ECC_END)
    everywhere = np.full(film.shape, 255, dtype=np.uint8)
    try:
        _alike, better = cv2.findTransformECC(
            film, copy, matrix.copy(), cv2.MOTION_HOMOGRAPHY, end, everywhere, ECC_BLUR
        )
    except cv2.error:
        return matrix
    return np.asarray(better, dtype=np.float32)


def onto_film(copy: Picture, matrix: Matrix) -> Picture:
    height, width = copy.shape
    laid = cv2.warpPerspective(
        copy, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(laid, dtype=np.float32)


def seen(shape: tuple[int, int], matrix: Matrix) -> Picture:
    """1 where the copy shows the film, 0 where it was cut away; a margin is given up."""
    inner = np.zeros(shape, dtype=np.float32)
    inner[3:-3, 3:-3] = 1
    height, width = shape
    laid = cv2.warpPerspective(inner, matrix, (width, height), flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP)
    return np.asarray(laid, dtype=np.float32)

"""Pages travel compressed; a page cut for reuse keeps its fixed parts compressed once for all."""

import zlib
from collections.abc import Iterable

from flask import Flask, Response, request

LEVEL = 6
LEAST = 1_000
RAW = -15  # deflate without the envelope, which is added around the joined parts
GZIP_HEADER = bytes.fromhex("1f8b08000000000000ff")


def gzip(body: bytes) -> bytes:
    """Return `body` in the gzip format, without a time."""
    return join(body, [deflate(body)])


def deflate(part: bytes) -> bytes:
    """Return a run of deflate blocks that ends on a byte and refers to nothing before it."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


def join(body: bytes, runs: Iterable[bytes]) -> bytes:
    """Return one gzip file from the deflated runs whose contents, end to end, are `body`."""
    end = b"\x03\x00"  # an empty final block
    size = (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((GZIP_HEADER, *runs, end, zlib.crc32(body).to_bytes(4, "little"), size))


def accepted() -> bool:
    """Say whether the browser of this request takes gzip."""
    return request.accept_encodings["gzip"] > 0


def compress(app: Flask) -> None:
    """Compress the pages of `app` that are worth it and not compressed yet."""

    @app.after_request
    def shrink(response: Response) -> Response:
        response.headers.add("Vary", "Accept-Encoding")
        if not _is_worth_it(response) or not accepted():
            return response
        response.set_data(gzip(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
        return response


def _is_worth_it(response: Response) -> bool:
    return (
        not response.is_streamed
        and response.mimetype in ("text/html", "application/json", "image/svg+xml")
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= LEAST
    )

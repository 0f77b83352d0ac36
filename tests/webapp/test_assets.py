"""Static files travel compressed, and are the same files."""

import gzip

from webapp.assets import asset


def test_a_script_travels_compressed_to_who_takes_it(client):
    packed = [client.get(asset("device.js"), headers={"Accept-Encoding": "gzip"}) for _ in "ab"]
    with client.get(asset("device.js")) as plain:
        body, protection = plain.get_data(), plain.headers["Content-Security-Policy"]

    for answer in packed:
        assert gzip.decompress(answer.get_data()) == body
        assert len(answer.get_data()) < len(body) / 2
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Security-Policy"] == protection
        assert "max-age=31536000" in answer.headers["Cache-Control"]

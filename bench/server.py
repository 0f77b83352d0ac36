"""One server in its own process, as in production: `python -m bench.server TARGET PORT`."""

import sys

from webapp.cli.serving import serve

if __name__ == "__main__":
    serve("127.0.0.1", int(sys.argv[2]), target=sys.argv[1])

"""A client of the API that is not ours: urllib.

ask.py METHOD URL [JSON] [HEADER=VALUE ...]     prints the status on a line of its own, then the body
"""

import sys
import urllib.error
import urllib.request


def main(method, url, *headers):
    request = urllib.request.Request(url, method=method)
    for header in headers:
        if header.startswith("{"):
            request.data = header.encode()
            request.add_header("Content-Type", "application/json")
            continue
        request.add_header(*header.split("=", 1))
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            status, body = response.status, response.read()
    except urllib.error.HTTPError as refusal:
        status, body = refusal.code, refusal.read()
    print(status)
    print(body.decode("utf-8"))


main(*sys.argv[1:])

"""Logs in, changes the configuration and goes back, with the HTTP client and the cookies of Python alone.

session.py URL PASSWORD OLD NEW     replaces OLD by NEW in the configuration; prints the status of each step
"""

import http.cookiejar
import json
import sys
import urllib.error
import urllib.request

base, password, old, new = sys.argv[1:]
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def ask(method, path, body=None):
    """Prints the status, and gives back the JSON of the answer."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with opener.open(request, timeout=20) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        status, text = refused.code, refused.read()
    print(method, path, status)
    return json.loads(text) if text else None


ask("GET", "/api/configuration")
ask("POST", "/api/session", {"password": password + "x"})
ask("POST", "/api/session", {"password": password})
before = ask("GET", "/api/configuration")
after = {"text": before["text"].replace(old, new), "revision": before["revision"]}
ask("POST", "/api/configuration/try", after)
ask("PUT", "/api/configuration", after)
ask("PUT", "/api/configuration", {"text": "meters: ["})
ask("POST", "/api/configuration/rollback")
ask("DELETE", "/api/session")
ask("GET", "/api/configuration")

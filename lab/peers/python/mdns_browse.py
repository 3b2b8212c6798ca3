"""Looks for services of a type with python-zeroconf until its standard input ends, and prints what comes and goes."""

import sys

from zeroconf import ServiceBrowser, Zeroconf


class Listener:
    def add_service(self, zeroconf, kind, name):
        info = zeroconf.get_service_info(kind, name, 5000)
        if info:
            texts = sorted(key.decode() + "=" + (value or b"").decode() for key, value in info.properties.items())
            print("added", name, info.port, info.server, " ".join(texts), flush=True)

    def update_service(self, zeroconf, kind, name):
        pass

    def remove_service(self, zeroconf, kind, name):
        print("removed", name, flush=True)


zeroconf = Zeroconf()
browser = ServiceBrowser(zeroconf, sys.argv[1] + ".local.", Listener())
sys.stdin.read()
zeroconf.close()

"""The network that everybody posts to: Benchmarks/network.c."""

import array
import http.client
import json
import time

from driver.machine import Process, Trouble, wait

PORTS = 20


class Network:
    def __init__(self, tools, folder, port):
        self.port = port
        self.process = Process([f"{tools}/network", port, PORTS], f"{folder}/network.log")
        # It ends at once where another program has the port, which may answer for it.
        time.sleep(0.2)
        if not wait(5, self.is_up):
            raise Trouble("the network does not start")

    @property
    def origins(self):
        """As many servers as there are ports; the accounts are spread over them."""
        return [f"http://127.0.0.1:{self.port + number}" for number in range(PORTS)]

    def is_up(self):
        self.process.require_running()
        try:
            return self.stats() is not None
        except OSError:
            return False

    def reset(self, **behaviour):
        """Forgets what came; `delay_ms`, `faults` and `hang` say how it answers from here on."""
        query = "&".join(f"{name}={value}" for name, value in behaviour.items())
        self.ask("POST", f"/reset?{query}")

    def stats(self):
        return json.loads(self.ask("GET", "/stats"))

    def arrivals(self):
        """When each post came, in seconds of the wall clock, in order."""
        return [time / 1e9 for time in array.array("q", self.ask("GET", "/arrivals"))]

    def wait_for(self, count, seconds, look=lambda: None, every=0.25):
        """Waits until so many posts came, and calls `look` meanwhile; answers whether they did."""
        def is_there():
            look()
            return self.stats()["posts"] >= count
        return wait(seconds, is_there, every)

    def ask(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=b"" if method == "POST" else None)
            return connection.getresponse().read()
        finally:
            connection.close()

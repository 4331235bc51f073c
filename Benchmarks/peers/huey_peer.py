"""Huey's task: POST a text, as Belfry does it, over one kept connection a thread.

    huey_consumer huey_peer.huey -w WORKERS
    python huey_peer.py fill COUNT DUE     adds tasks, due at a moment in seconds of the wall clock
    python huey_peer.py pace COUNT GAP     adds a task each GAP seconds and prints when

STORE is the file of the queue, NETWORK_PORT where the network is.
"""

import datetime
import http.client
import json
import os
import sys
import threading
import time

from huey import SqliteHuey

# fsync=True is synchronous=FULL.
huey = SqliteHuey(filename=os.environ["STORE"], fsync=True, results=False, timeout=60)
kept = threading.local()


@huey.task(context=True)
def publish(text, task=None):
    if not hasattr(kept, "network"):
        kept.network = http.client.HTTPConnection("127.0.0.1", int(os.environ["NETWORK_PORT"]))
    kept.network.request("POST", "/api/v1/statuses", json.dumps({"status": text}), {
        "Content-Type": "application/json", "Authorization": "Bearer t1",
        "Idempotency-Key": task.id})
    answer = kept.network.getresponse()
    body = json.loads(answer.read())
    assert answer.status == 200, answer.status
    return body["id"]


def text(number):
    return f"Post number {number}: {'x' * 250}"


def main(command, count, value):
    if command == "pace":
        for number in range(count):
            print(time.time())
            publish(text(number))
            time.sleep(value)
        return
    eta = datetime.datetime.fromtimestamp(value) if value > time.time() else None
    for number in range(count):
        huey.enqueue(publish.s(text(number), **({"eta": eta} if eta else {})))


if __name__ == "__main__":
    # The consumer knows the task by this name.
    import huey_peer
    huey_peer.main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))

"""The job of BullMQ's Python port: POST a text, as Belfry does it, over kept connections.

    python bullmq_peer.py work CONCURRENCY
    python bullmq_peer.py fill COUNT DUE     adds jobs, due at a moment in seconds of the wall clock
    python bullmq_peer.py pace COUNT GAP     adds a job each GAP seconds and prints when

REDIS_PORT says where the queue is, NETWORK_PORT where the network is.
"""

import asyncio
import os
import signal
import sys
import time

import aiohttp
from bullmq import Queue, Worker

# Without a time-out of its own: redis-py's default of 5 s ends the wait for delayed jobs too early,
# and the worker then forgets them.
REDIS = {"host": "127.0.0.1", "port": int(os.environ["REDIS_PORT"]), "socket_timeout": None}
ADDRESS = f"http://127.0.0.1:{os.environ['NETWORK_PORT']}/api/v1/statuses"
# Done jobs are dropped, as everybody does who has many.
OPTIONS = {"removeOnComplete": True, "removeOnFail": True}


def text(number):
    return f"Post number {number}: {'x' * 250}"


async def work(concurrency):
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def publish(job, token):
        headers = {"Authorization": "Bearer t1", "Idempotency-Key": f"job-{job.id}"}
        async with session.post(ADDRESS, json={"status": job.data["text"]},
                                headers=headers) as answer:
            assert answer.status == 200, answer.status
            return (await answer.json())["id"]

    worker = Worker("posts", publish, {"connection": REDIS, "concurrency": concurrency})
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    await worker.close(force=True)
    await session.close()


async def fill(queue, count, due):
    for first in range(0, count, 1000):
        delay = max(0, int((due - time.time()) * 1000))
        options = {**OPTIONS, **({"delay": delay} if delay else {})}
        await queue.addBulk([{"name": "post", "data": {"text": text(number)}, "opts": options}
                             for number in range(first, min(first + 1000, count))])


async def pace(queue, count, gap):
    for number in range(count):
        print(time.time())
        await queue.add("post", {"text": text(number)}, OPTIONS)
        await asyncio.sleep(gap)


async def main(command, number, value=0.0):
    if command == "work":
        return await work(number)
    queue = Queue("posts", {"connection": REDIS})
    await (fill if command == "fill" else pace)(queue, number, value)
    await queue.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), *map(float, sys.argv[3:4])))

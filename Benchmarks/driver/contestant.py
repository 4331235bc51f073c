"""What every contestant can do."""

import copy


class Contestant:
    """A stack of programs that publishes from a durable queue.

    Each has a folder of its own. `fill` and `add` take posts of about 300 bytes, all due at the
    same moment, given in seconds of the wall clock.
    """

    # As it is called in tables and files.
    name = ""
    # What it is, with its version and what it was told about durability and concurrency.
    about = ""
    # Posts a second that it surely takes in, to know how far ahead of time to add them.
    add_rate = 1000

    def __init__(self, stage, folder):
        self.stage = stage
        self.folder = folder

    def fill(self, count, due):
        """Leaves it stopped, with so many posts in its queue and nothing else."""
        raise NotImplementedError

    def start(self):
        """Starts what publishes."""
        raise NotImplementedError

    def add(self, count, due):
        """Adds posts while it runs."""
        raise NotImplementedError

    def processes(self):
        """All of its programs that run."""
        raise NotImplementedError

    def has_all(self, count):
        """Whether so many results are in its store; None where it keeps none."""
        return None

    def stop(self):
        for process in self.processes():
            process.stop()

    def cpu(self):
        return sum(process.cpu() for process in self.processes())

    def memory(self):
        return sum(process.memory() for process in self.processes())


class Stage:
    """What the contestants are given."""

    def __init__(self, tools, folder, network, preload, binary, accounts, python):
        self.tools = tools
        self.folder = folder
        self.network = network
        # Added to the environment of everybody whose disk may be slow.
        self.environment = {"LD_PRELOAD": preload} if preload else {}
        self.binary = binary
        self.accounts = accounts
        # The interpreter of the environment that holds the peers from PyPI.
        self.python = python

    def with_accounts(self, count):
        """The same with another number of accounts."""
        other = copy.copy(self)
        other.accounts = count
        return other

def write(path, document, runs, checks):
    pass

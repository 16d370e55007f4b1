"""Pages are executed side by side, on as many cores as there are.

Sphinx deals pages out to its processes before it begins, however long each takes, and reads up to five of them one after
another. Here each page is read in a process of its own, and the next begins when one is done.
"""

import os
import pickle
import socket
import threading
import time
from pathlib import Path

from sphinx.errors import ExtensionError
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks, parallel_available

__all__ = ["loopback_of", "register"]

_SAFE = {"sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"}
"""Extensions that do nothing while a page is read, but do not declare themselves safe."""


def _read_side_by_side(app, env, docnames):
    """Read the pages before Sphinx would, where it was not told otherwise and every extension of the book allows it."""
    cores = os.cpu_count() or 1
    env.prepost_read = []
    if app.parallel > 1 or cores == 1 or len(docnames) < 2 or not parallel_available:
        return
    for name in _SAFE.intersection(app.extensions):
        app.extensions[name].parallel_read_safe = True
    if all(getattr(extension, "parallel_read_safe", None) for extension in app.extensions.values()):
        _prepare()
        _read(app, docnames, cores)
        env.prepost_read = docnames.copy()
        docnames.clear()


def _prepare():
    """Do once what every process would do by itself."""
    import matplotlib
    from jupyter_client import localinterfaces

    localinterfaces.localhost()  # looks for this machine's addresses
    if not list(Path(matplotlib.get_cachedir()).glob("fontlist*.json")):
        # Two kernels that list the fonts at the same time remark on it, which fails a page.
        import matplotlib.font_manager  # noqa: F401  importing it writes the list


def _read(app, docnames, cores):
    env = app.env
    for name in docnames:
        app.events.emit("env-purge-doc", env, name)
        env.clear_doc(name)
    done = status_iterator(docnames, "reading sources... ", "purple", len(docnames), app.verbosity)

    builder = os.getpid()

    def read(name):
        threading.Thread(target=_end_with, args=[builder], daemon=True).start()
        env.app = app
        app.builder.read_doc(name, _cache=False)
        return pickle.dumps(env, pickle.HIGHEST_PROTOCOL)

    waiting, results = docnames.copy(), {}

    def merge(name, result):
        """In the order of names, for files of the same name are told apart by a number: the same one on any machine."""
        results[name] = result
        while waiting and waiting[0] in results:
            first = waiting.pop(0)
            env.merge_info_from([first], pickle.loads(results.pop(first)), app)
        next(done)

    tasks = ParallelTasks(cores)
    for name in docnames:
        tasks.add_task(read, name, merge)
    tasks.join()
    if waiting:  # the tasks end without a word where one fails before all have begun
        raise ExtensionError(f"These pages could not be read: {', '.join(waiting)}.")


def _end_with(builder):
    """End this process with the one that builds: left alone it would put an old page in the place of a newer one."""
    while os.getppid() == builder:
        time.sleep(0.1)
    os._exit(1)


def _name_pages_read(app, env):
    """The pages that Sphinx does not know to have been read: they are to be written."""
    return env.prepost_read


def loopback_of(process):
    """Return an address of this machine that belongs to one process alone.

    The ports of a kernel are chosen some time before it takes them. Two processes that do so at one address at the same
    time can choose the same, and then one of the kernels does not start. On Linux every address of 127.0.0.0/8 is this
    machine's own.

    Examples
    --------
    >>> loopback_of(1), loopback_of(300)
    ('127.1.0.1', '127.1.1.44')
    """
    return f"127.{1 + process // 2**16 % 254}.{process // 2**8 % 2**8}.{process % 2**8}"


def _keep_apart(app, docname, source):
    """Give the kernels that this process starts an address of their own."""
    from jupyter_client import localinterfaces

    localinterfaces.localhost()
    address = loopback_of(os.getpid())
    if address not in localinterfaces.LOCAL_IPS and _can_listen(address):
        localinterfaces.LOCAL_IPS.append(address)
        localinterfaces.LOCALHOST = address


def _can_listen(address):
    with socket.socket() as door:
        try:
            door.bind((address, 0))
        except OSError:  # other systems have 127.0.0.1 alone
            return False
    return True


def register(app):
    """Connect the events."""
    app.connect("source-read", _keep_apart)
    app.connect("env-before-read-docs", _read_side_by_side, priority=900)  # after all that may name more pages
    app.connect("env-updated", _name_pages_read)

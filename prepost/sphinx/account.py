"""A build stops where what its pages publish about people gives small groups away.

Each output brings its entries as metadata (:mod:`prepost.study.disclosure`), from the cache too. Here they are collected and given
to the attacker (:mod:`prepost.audit.disclose`) before any page is written.
"""

from pathlib import Path

from sphinx.errors import ExtensionError

from prepost.audit.disclose import entry_of, leaks, write_account
from prepost.sphinx.changed import executed, study_folder
from prepost.study.disclosure import ACCOUNT
from prepost.study.settings import FILE, read_settings


def _attack(app, env):
    """Collect the account, keep it, and stop where something can be recovered."""
    folder = study_folder(app)  # of a book without study.yml no page hides anything
    settings = read_settings(folder)[0] if (folder / FILE).is_file() else None
    records = [
        record
        for path, _, outputs in executed(app, env)
        if path.relative_to(env.mystnb_config.output_folder).with_suffix("").as_posix() in env.found_docs
        for output in outputs
        for record in output.get("metadata", {}).get(ACCOUNT, ())
    ]
    entries, min_cell = [entry_of(record) for record in records], settings.min_cell if settings else 1
    write_account(Path(app.outdir).parent, min_cell, entries)
    if told := "\n".join(f"- {leak}" for leak in leaks(entries, min_cell)):
        raise ExtensionError(f"What the pages show gives away what they hide (min_cell is {min_cell}):\n{told}")


def register(app):
    """Attack before the notebooks are completed, and so before anything is written."""
    app.connect("env-updated", _attack, priority=400)

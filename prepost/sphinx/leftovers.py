"""The site holds what its pages are made of now: nothing of a page, picture or style sheet that is gone, and all of the rest.

Sphinx only ever adds to the folder of the site, and does not miss a picture that someone has deleted from it.
"""

from pathlib import Path

from sphinx.builders.html import StandaloneHTMLBuilder

import prepost
from prepost.sphinx.rebuild import files_in, static_folders

__all__ = ["names_in_site", "register"]


def _list_of(app):
    """The file that lists what this builder has put into its folder, relative to it."""
    return Path(app.doctreedir, f"made-{app.builder.name}.txt")


def _listed(app):
    file = _list_of(app)
    return set(file.read_text(encoding="utf-8").splitlines()) if file.is_file() else set()


def _list(app, names):
    _list_of(app).write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")


def _made(app):
    """What the builder makes of the pages as they are now, each with the pages that need it (of a file for all: none)."""
    env, builder, site = app.env, app.builder, Path(app.outdir)
    made = {name: set() for name in [*_static_names(app), *_extra_names(app)]}
    for name in env.found_docs:
        made[Path(builder.get_outfilename(name)).relative_to(site).as_posix()] = {name}
        made[_source_name(app, name)] = {name}
    for pages, picture in env.images.values():
        made[f"{builder.imagedir}/{picture}"] = set(pages)
    for pages, download in env.dlfiles.values():
        made[f"_downloads/{download}"] = set(pages)
    return made


def names_in_site(folders):
    """Return the paths in the site of what is put into it from some folders as it is.

    Examples
    --------
    >>> folder = Path(prepost.__file__).parent / "sphinx" / "static"
    >>> "_static/book.css" in names_in_site([folder])
    True
    """
    names = (path.relative_to(folder).as_posix() for folder in folders for path in files_in(folder))
    return {
        f"_static/{name.removesuffix('_t').removesuffix('.jinja')}" for name in names
    }  # a template loses its ending


def _static_names(app):
    package = Path(prepost.__file__).parent
    return names_in_site([*static_folders(app), package / "sphinx" / "static"]) | {"_static/report.css"}


def _extra_names(app):
    """What the book puts at the head of the site."""
    for entry in app.config.html_extra_path:
        path = Path(app.confdir, entry)
        yield from (found.relative_to(path).as_posix() for found in files_in(path)) if path.is_dir() else [path.name]


def _source_name(app, name):
    suffix = Path(app.env.doc2path(name)).suffix
    link = app.config.html_sourcelink_suffix
    return f"_sources/{name}{suffix}{'' if suffix == link else link}"


def _remove_what_is_gone(app, env):
    """Remove what was made of pages, pictures and files that are gone; name the pages of which anything was deleted."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return []
    site, made, listed = Path(app.outdir), _made(app), _listed(app)
    for name in listed - made.keys():
        _remove(site, name)
    _list(app, listed | made.keys())
    lost = [pages for name, pages in made.items() if name in listed and not (site / name).exists()]
    return sorted(set().union(*(pages or {app.config.root_doc} for pages in lost)))


def _remove(site, name):
    (site / name).unlink(missing_ok=True)
    for folder in list((site / name).parents)[: len(Path(name).parts) - 1]:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _list_what_is_there(app, exception):
    """List only what there is: what the configuration excludes from the site is not missed."""
    if not exception and isinstance(app.builder, StandaloneHTMLBuilder):
        _list(app, {name for name in _made(app) if Path(app.outdir, name).exists()})


def register(app):
    """Connect the events: before anything is written, and after."""
    app.connect("env-updated", _remove_what_is_gone, priority=900)
    app.connect("build-finished", _list_what_is_there, priority=950)

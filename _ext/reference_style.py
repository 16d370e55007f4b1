"""How a reference reads in the list: author, year, title, as the author-year citations in the text lead one to expect.

A style for sphinxcontrib-bibtex, named ``author_year_list``. Pybtex's own styles put the year last, where a reader who comes
from "Titova et al. [2015]" does not look for it. Citations in the text, named ``author_year_apart``, are kept apart by semicolons.
"""

from dataclasses import dataclass
from dataclasses import field as attribute

from pybtex.plugin import register_plugin
from pybtex.richtext import Tag, Text
from pybtex.style.formatting.unsrt import Style, pages
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from pybtex.style.template import field, join, node, optional, sentence, tag
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference_style
from sphinxcontrib.bibtex.style.referencing import BracketStyle, PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle


@node
def et_al(children, data):
    """Names, in which BibTeX's "and others" reads as elsewhere: et al."""
    names = children[0].format_data(data)
    for ending in (", and others", " and others"):
        if names.endswith(ending):
            return Text(names[: -len(ending)], " ", Tag("em", "et al."))
    return names


class ByAuthor(SortingStyle):
    """By author, year and title; an institution, which BibTeX keeps in braces, stands among the people."""

    def persons_key(self, persons):
        """The authors' names without braces, in lower case."""
        return super().persons_key(persons).replace("{", "").replace("}", "").lower()


class ByKey(BaseLabelStyle):
    """Each entry's key as its label: unseen on the page, but one of a kind over several lists."""

    def format_labels(self, sorted_entries):
        """The keys, in the order of the entries."""
        return (entry.key for entry in sorted_entries)


class AuthorYearList(Style):
    """Author (year). Title. Where it was published. A note. DOI or address."""

    default_sorting_style = "by_author"
    default_label_style = "by_key"
    default_name_style = "lastfirst"

    def format_names(self, role, as_sentence=True):
        """The names of those who wrote it."""
        return et_al[super().format_names(role, as_sentence)]

    def _reference(self, entry, published):
        return join(sep=" ")[
            join[self.format_names("author", as_sentence=False), " (", field("year"), ")."],
            sentence[field("title")],
            published,
            optional[sentence[field("note")]],
            self.format_web_refs(entry),
        ]

    def get_article_template(self, e):
        """A paper in a journal."""
        volume = join[field("volume"), optional["(", field("number"), ")"]]
        return self._reference(e, optional[sentence[tag("em")[field("journal")], optional[volume], optional[pages]]])

    def get_techreport_template(self, e):
        """A report of an institution."""
        return self._reference(e, optional[sentence[field("institution")]])

    def get_misc_template(self, e):
        """Anything else."""
        return self._reference(e, optional[sentence[field("howpublished")]])


@dataclass
class People(PersonStyle):
    """Names in a citation."""

    def author_or_editor_or_title(self, full):
        """The names, or what stands for them."""
        return et_al[super().author_or_editor_or_title(full)]


@dataclass
class AuthorYearApart(AuthorYearReferenceStyle):
    """Author and year, several citations kept apart by semicolons."""

    bracket_parenthetical: BracketStyle = attribute(default_factory=lambda: BracketStyle(sep="; "))
    person: PersonStyle = attribute(default_factory=People)


def setup(app):
    """Register the styles under the names that pages give."""
    register_plugin("pybtex.style.sorting", "by_author", ByAuthor)
    register_plugin("pybtex.style.labels", "by_key", ByKey)
    register_plugin("pybtex.style.formatting", "author_year_list", AuthorYearList)
    register_reference_style("sphinxcontrib.bibtex.style.referencing", "author_year_apart", AuthorYearApart)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}

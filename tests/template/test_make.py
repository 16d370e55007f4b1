"""A new book is complete and builds; an update adds what is missing and never touches what somebody has edited."""

import re

import pytest
import yaml

from prepost.cli import main
from prepost.study import load_study
from prepost.study.template_state import is_untouched
from tests.cases import kept
from tests.valid_folders import accounts, execute_pages


def run_pages(book):
    """All HTML that the cells of a book's pages show, by page."""
    return {page: "\n".join(found.shown) for page, found in execute_pages(book).items()}


def test_the_pages_of_a_new_book_show_what_they_showed(book):
    said = accounts(execute_pages(book))
    assert said == kept("new_book", said)


@pytest.fixture
def book(tmp_path):
    assert main(["new", str(tmp_path / "book")]) == 0
    return tmp_path / "book"


def test_a_check_says_where_the_book_lags_behind_study_yml(book, capsys):
    settings = book / "study.yml"
    assert main(["check", str(book)]) == 0
    assert "has changed since" not in capsys.readouterr().out
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub("(?m)^title:.*", "title: Another title", text), encoding="utf-8")
    assert main(["check", str(book)]) == 0
    told = "The study has changed since _config.yml and index.md were written. To bring the book up to date: "
    assert f"{told}python -m prepost new {book}" in capsys.readouterr().out
    assert main(["new", str(book), "--update"]) == 0
    capsys.readouterr()
    assert main(["check", str(book)]) == 0
    assert "has changed since" not in capsys.readouterr().out


def _add_domain(book):
    path, of, after = book / "study.yml", '  practice: "Working together"', "# When the questionnaire"
    statement = '  - {id: rely, domain: trust, text: "I can rely on others"}'
    path.write_text(path.read_text().replace(of, f'{of}\n  trust: "Trust"').replace(after, f"{statement}\n{after}"))
    answers = book / "responses.csv"
    header, *rows = answers.read_text().splitlines()
    answers.write_text("\n".join([f"{header},rely", *(f"{row},{1 + n % 5}" for n, row in enumerate(rows))]) + "\n")


def test_a_new_book_is_complete_and_sound(book, capsys):
    assert main(["check", str(book)]) == 0
    assert "No fault found." in capsys.readouterr().out
    chapters = [chapter["file"] for chapter in yaml.safe_load((book / "_toc.yml").read_text())["chapters"]]
    names = "methods participants domain_knowledge domain_practice scores robustness provenance".split()
    assert chapters == [f"pages/{name}" for name in names], "there are no interviews, costs and further questions yet"
    assert all((book / f"{chapter}.md").is_file() for chapter in chapters)
    assert yaml.safe_load((book / "_config.yml").read_text())["execute"]["raise_on_error"] is True
    study = load_study(book)
    assert study.origin("responses.csv") == "invented"
    assert study.n_forms({"wave": "pre"}) == study.n_forms({"wave": "post"}) == 40


def test_contents_follow_the_files_and_a_check_lists_what_is_still_to_be_written(book, capsys):
    (book / "costs.csv").write_text("item,amount,unit,quantity,note\nRoom,98,,,\n")
    (book / "interviews.csv").write_text((book / "interviews.csv").read_text() + "\n")
    assert main(["check", str(book)]) == 0
    said = capsys.readouterr().out
    assert "The study has changed since _toc.yml was written." in said
    line = (book / "pages/methods.md").read_text().split("[Say here")[0].count("\n") + 1
    assert f"\n  pages/methods.md, line {line}: [Say here in your own words who was trained, when, how the" in said
    assert "pages/cost.md, line" not in said and "pages/domain_practice.md, line" in said
    assert main(["new", str(book), "--update"]) == 0
    chapters = (book / "_toc.yml").read_text()
    assert "pages/cost" in chapters and "pages/themes" not in chapters
    for page in [book / "index.md", *(book / "pages").glob("*.md")]:
        page.write_text(re.sub(r"\[Say here[^]]*\]", "", page.read_text()))
    capsys.readouterr()
    assert main(["check", str(book)]) == 0 and "Still to be written" not in capsys.readouterr().out


def test_pages_without_their_file_say_so_in_a_line(book):
    (book / "costs.csv").unlink()
    shown = run_pages(book)
    assert "This study has no file costs.csv" in shown["pages/cost"]
    assert "The file attendance.csv holds no rows yet" in shown["pages/participants"]
    assert "The file codings.csv holds no rows yet" in shown["pages/themes"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["new", str(tmp_path)]) == 2
    assert "this folder is not empty." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_update_adds_the_page_of_a_new_domain(book):
    _add_domain(book)
    assert main(["new", str(book), "--update"]) == 0
    assert (book / "pages/domain_trust.md").is_file()
    chapters = [chapter["file"] for chapter in yaml.safe_load((book / "_toc.yml").read_text())["chapters"]]
    assert chapters.index("pages/domain_trust") == chapters.index("pages/domain_practice") + 1
    assert "I can rely on others" in run_pages(book)["pages/domain_trust"]


def test_an_update_never_writes_over_an_edited_page(book, capsys):
    for name in ("index.md", "pages/domain_knowledge.md", "_toc.yml", "_config.yml", "pages/methods.md"):
        path = book / name
        path.write_text(path.read_text() + "\n# mine\n")
    before = {path: path.read_bytes() for path in book.rglob("*") if path.is_file() and path.name != ".prepost.json"}
    _add_domain(book)
    (book / "pages/cost.md").unlink()
    assert main(["new", str(book), "--update"]) == 0
    changed = {
        path.relative_to(book).as_posix()
        for path, data in before.items()
        if path.exists() and path.read_bytes() != data
    }
    assert changed == {"study.yml", "responses.csv", "_toc.yml"}, "only our own edits, and one new line of the contents"
    assert (book / "_toc.yml").read_text().count("# mine") == 1
    assert "pages/domain_trust" in (book / "_toc.yml").read_text()
    assert not (book / "pages/cost.md").exists(), "a page that was deleted stays deleted"
    capsys.readouterr()
    assert main(["new", str(book), "--update"]) == 0
    assert "Nothing to add" in capsys.readouterr().out


def test_a_domain_that_is_gone_takes_its_untouched_page_along(book):
    for name in ("study.yml", "responses.csv"):
        assert is_untouched(book / name)
    edited = book / "pages/domain_practice.md"
    edited.write_text(edited.read_text() + "\nOur own words.\n")
    export = book.parent / "Before and after.csv"
    export.write_text(
        "Timestamp,When,Q [We meet],Q [We talk]\n"
        + "".join(
            f"{n},{'before' if n % 2 else 'after'},{['Agree', 'Disagree', 'Strongly agree'][n % 3]},Agree\n"
            for n in range(30)
        )
    )
    assert main(["import", str(export), "--into", str(book)]) == 0
    assert not (book / "pages/domain_knowledge.md").exists()
    assert edited.exists()
    assert (book / "pages/domain_statements.md").is_file()
    shown = run_pages(book)
    assert "We meet" in shown["pages/domain_statements"]
    assert "study.yml has no statements in a domain practice" in shown["pages/domain_practice"]


def test_titles_and_names_of_domains_reach_pages_as_letters(book):
    path = book / "study.yml"
    path.write_text(
        path.read_text()
        .replace('"Our before-and-after survey"', '"<script>x</script> {{ y }} *z* `q`"')
        .replace('knowledge: "Knowledge"', 'knowledge: "{eval}`1` $x$"')
    )
    assert main(["new", str(book), "--update"]) == 0
    assert r"# \<script\>x\<\/script\> \{\{ y \}\} \*z\* \`q\`" in (book / "index.md").read_text()
    assert r"# \{eval\}\`1\` \$x\$" in (book / "pages/domain_knowledge.md").read_text()
    title = yaml.safe_load((book / "_config.yml").read_text())["title"]
    assert not set(title) & set("<>{}")


def test_eighty_statements(book):
    names, points = [f"s{n}" for n in range(80)], '{1: low, 2: "", 3: "", 4: "", 5: high}'
    (book / "study.yml").write_text(
        f"title: T\nscale: {points}\ndomains: {{d: D}}\nstatements:\n"
        + "".join(f'  - {{id: {name}, domain: d, text: "Statement {name[1:]}"}}\n' for name in names)
        + "waves: [a, b]\ncomparisons: {c: {first: {wave: a}, second: {wave: b}}}\n"
    )
    forms = [(wave, form) for wave in "ab" for form in range(12)]
    rows = [[wave, *(str(1 + (n * 7 + form * 3) % 5) for n in range(80))] for wave, form in forms]
    (book / "responses.csv").write_text("".join(",".join(row) + "\n" for row in (["wave", *names], *rows)))
    assert main(["new", str(book), "--update"]) == 0
    for page in {*(book / "pages").glob("*.md")} - {book / "pages" / "domain_d.md"}:
        page.unlink()
    shown = run_pages(book)["pages/domain_d"]
    assert "Statement 79" in shown
    assert len(set(re.findall(r'id="(fig-[\w-]+)"', shown))) == len(re.findall(r'id="(fig-[\w-]+)"', shown)) > 12


@pytest.mark.parametrize("mark", ["\u202e", "\\u202A", "\u2067", "\\u2069"], ids=ascii)
def test_a_mark_that_turns_the_direction_of_writing_is_refused_in_study_yml(book, capsys, mark):
    path = book / "study.yml"
    path.write_text(
        path.read_text().replace('"Knowledge"', f'"Knowledge {mark}"').replace('"Before"', f'"Before {mark}"')
    )
    assert main(["check", str(book)]) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if "turns the direction of writing" in line]
    assert len(said) == 2 and "[U+20" in said[0] and mark not in said[0] and "study.yml, line" in said[0]

"""Questionnaires counted where they lie give the same study as rows held in memory, whatever engine counts them."""

import subprocess
import sys

import dask.dataframe
import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prepost.report.compare import compare, to_csv
from prepost.study import StudyError, inspect, inspection, load_study
from prepost.study.inspection import is_counted, questionnaires
from prepost.study.large import CountedStudy, cell_text, count_matched, count_rows, count_sides

STATEMENTS = ["know_plan", "find_plan", "call_school"]
ANSWERS = ["1", "2", "3", "4", "5", "", "Prefer not to say"]


def forms(number: int, seed: int = 1) -> pd.DataFrame:
    """Random questionnaires as text, among them blank and off-scale answers, codes twice on a side and no code."""
    random = np.random.default_rng(seed)
    columns = {
        "wave": random.choice(["pre", "post"], number),
        "session": random.choice(["1", "2", ""], number),
        "respondent": random.choice(["", *(f"P{i:03}" for i in range(number))], number),
    }
    columns |= {statement: random.choice(ANSWERS, number) for statement in STATEMENTS}
    return pd.DataFrame(columns, dtype=str)


@pytest.fixture(scope="module")
def cluster():
    """Two workers of Dask's own, each a process, that count what is sent to them."""
    from dask import distributed

    with (
        dask.config.set(
            {"dataframe.shuffle.method": "tasks"}
        ),  # the default depends on timing, and a machine may be busy
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as workers,
        distributed.Client(workers) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def spark():
    """A session of Spark; it needs Java, so `make test-spark` installs both, and `make test` leaves it out."""
    sql = pytest.importorskip("pyspark.sql")
    session = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield session
    session.stop()


def on_dask(frame, request):
    request.getfixturevalue("cluster")
    return dask.dataframe.from_pandas(frame, npartitions=2)


def on_spark(frame, request):
    rows = [tuple(row) for row in frame.itertuples(index=False)]
    return request.getfixturevalue("spark").createDataFrame(rows, list(frame.columns))


ENGINES = {
    "pandas": lambda frame, _: frame,
    "polars": lambda frame, _: polars.from_pandas(frame),
    "polars lazy": lambda frame, _: polars.from_pandas(frame).lazy(),
    "pyarrow": lambda frame, _: polars.from_pandas(frame).to_arrow(),
    "duckdb": lambda frame, _: duckdb.from_df(frame),
    "dask": on_dask,
    "pyspark": on_spark,
}


MARKS = {
    "pyspark": pytest.mark.spark,
    # The package that this warning asks for is not there yet.
    "dask": pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals:FutureWarning"),
}


@pytest.fixture(params=[pytest.param(name, marks=MARKS.get(name, ())) for name in ENGINES])
def engine(request):
    return lambda frame: ENGINES[request.param](frame, request)


def held(folder, frame: pd.DataFrame):
    """The same questionnaires as rows of responses.csv."""
    frame.to_csv(folder / "responses.csv", index=False)
    study = load_study(folder)
    assert not isinstance(study, CountedStudy)
    return study


def paired(folder):
    path = folder / "study.yml"
    path.write_text(path.read_text().replace("design: unpaired", "design: paired"))
    return folder


FILTERS = [{}, {"wave": "pre"}, {"wave": "post", "session": 2}, {"session": ""}, {"wave": "nobody"}]


# -- one function for every engine ------------------------------------------------------------------------------------


def test_every_engine_counts_alike(folder, engine):
    frame = forms(400)
    rows, counted = held(folder, frame), load_study(folder, responses=engine(frame))
    assert isinstance(counted, CountedStudy)
    for filters in FILTERS:
        assert counted.n_forms(filters) == rows.n_forms(filters)
        for statement in STATEMENTS:
            assert counted.counts(statement, filters).tolist() == rows.counts(statement, filters).tolist()
            assert counted.off_scale_counts(statement, filters) == rows.off_scale_counts(statement, filters)


def test_forms_in_several_groups_are_parted_alike(folder):
    rows, counted = held(folder, forms(400)), load_study(folder, responses=forms(400))
    groups = [{"wave": "pre"}, {"session": 2}, {"wave": "post", "session": 1}]
    for statement in STATEMENTS:
        parted = rows.overlaps(statement, groups)
        assert {key: part.tolist() for key, part in counted.overlaps(statement, groups).items()} == {
            key: part.tolist() for key, part in parted.items()
        }
        for place, group in enumerate(groups):
            inside = sum(part for key, part in parted.items() if key[place])
            assert inside.tolist() == rows.counts(statement, group).tolist()
        assert sum(parted.values()).tolist() == rows.counts(statement).tolist()
    for filters in FILTERS:
        assert counted.value_counts("session", filters) == rows.value_counts("session", filters)
        assert sum(rows.value_counts("session", filters).values()) == rows.n_forms(filters)


def test_every_engine_matches_people_alike(folder, engine):
    frame = forms(150)
    rows, counted = held(paired(folder), frame), load_study(folder, responses=engine(frame))
    assert counted.match_report("pre_post") == rows.match_report("pre_post")
    assert rows.match_report("pre_post").paired > 10 and rows.match_report("pre_post").ambiguous > 10
    for statement in STATEMENTS:
        assert counted.pairs(statement, "pre_post").tolist() == rows.pairs(statement, "pre_post").tolist()
    assert to_csv(compare(counted)) == to_csv(compare(rows))


def test_counts_by_hand(engine):
    frame = engine(pd.DataFrame({"wave": ["pre", "pre", "post", "post"], "q": ["1", "2", "2", "2"]}))
    assert count_rows(frame, ["wave", "q"]) == {("post", "2"): 2, ("pre", "1"): 1, ("pre", "2"): 1}
    assert count_rows(frame, ["wave"]) == {("post",): 2, ("pre",): 2}


def test_matching_by_hand(engine):
    # Ann is matched (1 then 3); Bo stands twice before; Cy has no form after; one form has no code.
    frame = engine(
        pd.DataFrame(
            {
                "wave": ["pre", "post", "pre", "pre", "post", "pre", "pre"],
                "code": ["ann", " ann", "bo", "bo", "bo", "cy", ""],
                "q": ["1", "3", "1", "2", "2", "4", "4"],
            }
        )
    )
    sides = {"wave": ["pre"]}, {"wave": ["post"]}
    assert count_matched(frame, "code", "q", *sides) == {("1", "3"): 1}
    assert count_sides(frame, "code", *sides) == {(1, 1): 1, (2, 1): 1, (1, 0): 1}


@given(
    cells=st.lists(
        st.tuples(st.sampled_from(["pre", "post"]), st.sampled_from([1, 2, 3, None])), min_size=1, max_size=30
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_lost_or_counted_twice(cells):
    frame = polars.DataFrame(cells, schema={"wave": polars.String, "q": polars.Int8}, orient="row")
    counted = count_rows(frame, ["wave", "q"])
    expected = {}
    for wave, answer in cells:
        key = (wave, "" if answer is None else str(answer))
        expected[key] = expected.get(key, 0) + 1
    assert counted == expected


@pytest.mark.parametrize(
    "value, text",
    [
        (4, "4"),
        (4.0, "4"),
        (1.5, "1.5"),
        (None, ""),
        (np.int8(3), "3"),
        (np.float64("nan"), ""),
        (pd.NA, ""),
        ("NA", "NA"),
        ("nan", "nan"),
        ("0415", "0415"),
        ("", ""),
    ],
)
def test_cells_as_text(value, text):
    assert cell_text(value) == text


# -- files ------------------------------------------------------------------------------------------------------------

NUMBERS = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}


def as_numbers(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Answers as whole numbers, or as the decimals with gaps that pandas writes by default."""
    return frame.assign(**{name: frame[name].map(NUMBERS).astype(kind) for name in STATEMENTS})


@pytest.mark.parametrize("kind", ["Int8", "float64"])
def test_a_parquet_file_gives_what_the_csv_file_gives(folder, kind):
    frame = as_numbers(forms(300), kind)
    rows = held(folder, frame.astype("Int64", errors="ignore") if kind == "float64" else frame)
    expected = to_csv(compare(rows))
    (folder / "responses.csv").unlink()
    frame.to_parquet(folder / "responses.parquet")
    counted = load_study(folder)
    assert to_csv(compare(counted)) == expected
    assert counted.n_forms() == 300


def test_the_column_session_may_be_a_number(folder):
    frame = forms(300).assign(session=np.tile([1, 2, 2], 100))
    expected = held(folder, frame).n_forms({"session": 2, "wave": "pre"})
    (folder / "responses.csv").unlink()
    frame.to_parquet(folder / "responses.parquet")
    assert load_study(folder).n_forms({"session": 2, "wave": "pre"}) == expected


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_folder_of_files_is_one_set_of_forms(folder, kind):
    frame = forms(301)
    expected = to_csv(compare(held(folder, frame)))
    (folder / "responses.csv").unlink()
    for number, part in enumerate((frame[:100], frame[100:250], frame[250:])):
        target = folder / "responses" / f"year={number}" / f"part.{kind}"
        target.parent.mkdir(parents=True)
        part.to_csv(target, index=False) if kind == "csv" else part.to_parquet(target)
    study = load_study(folder)
    assert to_csv(compare(study)) == expected
    assert study.n_forms() == 301


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_large_csv_file_is_counted_and_says_the_same(folder, monkeypatch, separator):
    frame = forms(500)
    expected = to_csv(compare(held(folder, frame)))
    frame.to_csv(folder / "responses.csv", index=False, sep=separator, encoding="utf-8-sig")
    monkeypatch.setattr(inspection, "HELD", 1000)
    study = load_study(folder)
    assert isinstance(study, CountedStudy)
    assert to_csv(compare(study)) == expected


def test_a_large_csv_file_in_another_encoding_is_held(folder, monkeypatch):
    frame = forms(200).rename(columns={"session": "session"})
    frame["café"] = "é"
    frame.to_csv(folder / "responses.csv", index=False, encoding="cp1252")
    monkeypatch.setattr(inspection, "HELD", 1000)
    assert not is_counted(questionnaires(folder))
    assert load_study(folder).n_forms() == 200


def test_labels_spaces_and_headings_are_repaired_as_in_a_small_file(folder, monkeypatch):
    frame = forms(200).replace({"know_plan": {"5": " Strongly  agree", "4": "4 - Agree"}})
    frame = frame.rename(columns={"call_school": "I call schools when I need to"})
    frame["wave"] = frame["wave"].replace({"pre": "Pre "})
    rows = held(folder, frame)
    repairs = {(r.column, r.before, r.after, r.cells) for r in inspect(folder).repairs}
    monkeypatch.setattr(inspection, "HELD", 1000)
    counted = load_study(folder)
    assert to_csv(compare(counted)) == to_csv(compare(rows))
    assert {(r.column, r.before, r.after, r.cells) for r in inspect(folder).repairs} == repairs


# -- faults -----------------------------------------------------------------------------------------------------------


def test_faults_of_a_counted_csv_file_name_row_value_and_number(folder, monkeypatch):
    frame = forms(100).assign(call_school="2")
    frame.loc[[7, 20], "call_school"] = "9"
    frame.loc[3, "wave"] = "befor"
    frame.to_csv(folder / "responses.csv", index=False)
    monkeypatch.setattr(inspection, "HELD", 1000)
    with pytest.raises(StudyError) as raised:
        load_study(folder)
    told = str(raised.value).splitlines()
    assert (
        'responses.csv, row 9, column call_school: "9" is not on the scale 1 to 5. 2 forms in all. Correct the cell'
        in told[1]
    )
    assert told[0].startswith(
        'responses.csv, row 5, column wave: "befor" is none of the waves of study.yml. 1 form in all.'
    )


def test_faults_in_a_folder_name_the_file(folder):
    (folder / "responses.csv").unlink()
    (folder / "responses").mkdir()
    forms(50).to_csv(folder / "responses" / "a.csv", index=False)
    forms(50).assign(find_plan="8").to_csv(folder / "responses" / "b.csv", index=False)
    with pytest.raises(StudyError, match=r"^responses/b.csv, row 2, column find_plan: \"8\" is not on the scale"):
        load_study(folder)


def test_faults_in_parquet_name_value_and_number(folder):
    (folder / "responses.csv").unlink()
    forms(50).assign(find_plan=8).to_parquet(folder / "responses.parquet")
    with pytest.raises(
        StudyError, match=r'^responses.parquet, column find_plan: "8" is not on the scale 1 to 5. 50 forms in all.'
    ):
        load_study(folder)


def broken(folder, what: str) -> None:
    path = folder / "responses.parquet"
    if what != "both kinds of file":
        (folder / "responses.csv").unlink()
    frame = forms(60)
    changes = {
        "a column missing": lambda: frame.drop(columns="know_plan").to_parquet(path),
        "no wave": lambda: frame.drop(columns="wave").to_parquet(path),
        "a blank wave": lambda: frame.assign(wave=["pre"] * 59 + [None]).to_parquet(path),
        "no row": lambda: frame[:0].to_parquet(path),
        "no parquet": lambda: path.write_bytes(b"wave,session\npre,1\n"),
        "an empty folder": lambda: (folder / "responses").mkdir(),
        "both kinds of file": lambda: frame.to_parquet(path),
        "e-mail": lambda: frame.assign(note=["fine"] * 59 + ["jo@example.org"]).to_parquet(path),
        "e-mail in a session": lambda: frame.assign(session=[""] * 59 + ["jo@example.org"]).to_parquet(path),
        "phone by name": lambda: frame.assign(phone="x").to_parquet(path),
    }
    changes[what]()


@pytest.mark.parametrize(
    "what, sentence",
    [
        ("a column missing", "responses.parquet, row 1, column know_plan: this column is missing."),
        ("no wave", "responses.parquet, row 1, column wave: this column is missing."),
        ("a blank wave", "responses.parquet, column wave: the cell is blank. 1 form in all. Fill it in"),
        ("no row", "responses.parquet: there is no form in this file."),
        ("no parquet", "responses.parquet: this cannot be read ("),
        ("an empty folder", "responses: this folder holds no CSV and no Parquet file."),
        ("both kinds of file", "responses.csv: responses.csv and responses.parquet are both there. Keep the one"),
        ("e-mail", "responses.parquet, column note: the cell holds personal data (e-mail addresses)."),
        (
            "e-mail in a session",
            "responses.parquet, column session: the cell holds personal data (e-mail addresses). Remove",
        ),
        ("phone by name", "responses.parquet, row 1, column phone: by its name this column holds telephone numbers."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(folder, what, sentence):
    broken(folder, what)
    told = [str(fault) for fault in inspect(folder).faults]
    assert any(line.startswith(sentence) for line in told), told


def test_a_ragged_csv_file_in_a_folder_is_refused_in_words(folder):
    (folder / "responses.csv").unlink()
    (folder / "responses").mkdir()
    (folder / "responses" / "a.csv").write_text("wave,know_plan,find_plan,call_school\npre,1,2\npost,1,2,3,4,5\n" * 50)
    with pytest.raises(
        StudyError, match=r"^responses: this cannot be read \(.*/responses/a\.csv.*with the same columns"
    ):
        load_study(folder)


def test_without_duckdb_the_sentence_says_what_to_install(folder, monkeypatch):
    (folder / "responses.csv").unlink()
    forms(50).to_parquet(folder / "responses.parquet")
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(StudyError, match="python -m pip install duckdb narwhals pyarrow"):
        load_study(folder)


def test_single_forms_of_a_counted_study_are_refused_in_words(folder):
    study = load_study(folder, responses=forms(50))
    with pytest.raises(StudyError, match="counted, not held"):
        study.where({"wave": "pre"})
    with pytest.raises(KeyError, match="was not counted by ward"):
        study.n_forms({"ward": "North"})


# -- the commands -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command, last", [("check", "No fault found."), ("compare", "call_school,schools,pre_post,mann_whitney,")]
)
def test_the_commands_read_parquet_and_say_nothing_else(folder, command, last):
    (folder / "responses.csv").unlink()
    forms(200).to_parquet(folder / "responses.parquet")
    done = subprocess.run(
        [sys.executable, "-m", "prepost", command, str(folder)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith(last)


def test_a_whole_lazy_frame_is_never_collected(folder):
    """The engine is asked for counts only: no result has more rows than there are different cells."""
    frame = polars.from_pandas(forms(5000))
    seen = []
    collect = nw.LazyFrame.collect

    def watched(self, *arguments, **options):
        result = collect(self, *arguments, **options)
        seen.append(len(result))
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nw.LazyFrame, "collect", watched)
        load_study(folder, responses=frame.lazy())
    assert 0 < max(seen) <= 2 * 3 * len(ANSWERS)

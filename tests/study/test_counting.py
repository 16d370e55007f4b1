"""Questionnaires counted where they lie give the same study as rows held in memory, whatever engine counts them."""

import subprocess
import sys
from collections import Counter

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
from prepost.study.large import CountedStudy, cell_text, count_people, count_rows

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


def as_parquet(folder, frame):
    """The same questionnaires as a Parquet file in place of responses.csv."""
    (folder / "responses.csv").unlink()
    frame.to_parquet(folder / "responses.parquet")
    return folder


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


def test_values_of_a_column_are_counted_alike(folder):
    rows, counted = held(folder, forms(400)), load_study(folder, responses=forms(400))
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


def test_people_both_of_whose_forms_are_of_one_group_are_matched_alike(folder):
    """A code stands once a side, so that who is matched does not depend on the group."""
    frame = forms(1000)[lambda frame: frame["respondent"] != ""].drop_duplicates(["wave", "respondent"])
    rows, counted = held(paired(folder), frame), load_study(folder, responses=frame)
    sessions = frame[frame["session"] == "2"].pivot(index="respondent", columns="wave", values="know_plan").dropna()
    both = [study.pairs("know_plan", "pre_post", {"session": "2"}) for study in (rows, counted)]
    assert both[0].tolist() == both[1].tolist() and both[0].sum() == sessions.isin([*"12345"]).all(axis=1).sum() > 0


def test_counts_by_hand(engine):
    frame = engine(pd.DataFrame({"wave": ["pre", "pre", "post", "post"], "q": ["1", "2", "2", "2"]}))
    assert count_rows(frame, ["wave", "q"]) == {("post", "2"): 2, ("pre", "1"): 1, ("pre", "2"): 1}
    assert count_rows(frame, ["wave"]) == {("post",): 2, ("pre",): 2}


def test_matching_by_hand(engine):
    # Ann is matched (1 then 3); Bo stands twice before; Cy has no form after; one form has no code.
    waves, codes = "pre post pre pre post pre pre".split(), ["ann", " ann", "bo", "bo", "bo", "cy", ""]
    frame = engine(pd.DataFrame({"wave": waves, "code": codes, "q": list("1312244")}))
    sides = {"wave": ["pre"]}, {"wave": ["post"]}
    assert count_people(frame, "code", *sides, "q") == {("1", "3"): 1}
    assert count_people(frame, "code", *sides) == {("1", "1"): 1, ("2", "1"): 1, ("1", "0"): 1}


@given(st.lists(st.tuples(st.sampled_from(["pre", "post"]), st.sampled_from([1, 2, 3, None])), min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.too_slow])  # the first frame loads its engine
def test_nothing_is_lost_or_counted_twice(cells):
    frame = polars.DataFrame(cells, schema={"wave": polars.String, "q": polars.Int8}, orient="row")
    expected = Counter((wave, "" if answer is None else str(answer)) for wave, answer in cells)
    assert count_rows(frame, ["wave", "q"]) == expected


@pytest.mark.parametrize(
    "value, text",
    [
        *((4, "4"), (4.0, "4"), (1.5, "1.5"), (None, ""), (np.int8(3), "3"), (np.float64("nan"), ""), (pd.NA, "")),
        *((text, text) for text in ("NA", "nan", "0415", "")),
    ],
)
def test_cells_as_text(value, text):
    assert cell_text(value) == text


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["Int8", "float64"])
def test_a_parquet_file_gives_what_the_csv_file_gives(folder, kind):
    """Answers as whole numbers, or as the decimals with gaps that pandas writes by default; sessions as numbers."""
    frame = forms(300).assign(session=np.tile([1, 2, 2], 100))
    numbers = frame.assign(**{name: pd.to_numeric(frame[name], errors="coerce").astype("Int64") for name in STATEMENTS})
    rows = held(folder, numbers)
    expected = to_csv(compare(rows)), rows.n_forms(), rows.n_forms({"session": 2, "wave": "pre"})
    counted = load_study(as_parquet(folder, numbers.astype(dict.fromkeys(STATEMENTS, kind))))
    assert (to_csv(compare(counted)), counted.n_forms(), counted.n_forms({"session": 2, "wave": "pre"})) == expected


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
    forms(200).assign(café="é").to_csv(folder / "responses.csv", index=False, encoding="cp1252")
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
    assert told[0].startswith(
        'responses.csv, row 5, column wave: "befor" is none of the waves of study.yml. 1 form in all.'
    )
    said = 'responses.csv, row 9, column call_school: "9" is not on the scale 1 to 5. 2 forms in all. Correct the cell'
    assert said in told[1]


def test_faults_in_a_folder_name_the_file(folder):
    (folder / "responses.csv").unlink()
    (folder / "responses").mkdir()
    forms(50).to_csv(folder / "responses" / "a.csv", index=False)
    forms(50).assign(find_plan="8").to_csv(folder / "responses" / "b.csv", index=False)
    with pytest.raises(StudyError, match=r"^responses/b.csv, row 2, column find_plan: \"8\" is not on the scale"):
        load_study(folder)


def assigned(**cells):
    return lambda frame: frame.assign(**cells)


ALMOST = ["fine"] * 59
PARQUET = [
    (lambda frame: frame.drop(columns="know_plan"), ", row 1, column know_plan: this column is missing."),
    (lambda frame: frame.drop(columns="wave"), ", row 1, column wave: this column is missing."),
    (assigned(wave=["pre"] * 59 + [None]), ", column wave: the cell is blank. 1 form in all. Fill it in"),
    (lambda frame: frame.assign(find_plan=8), ', column find_plan: "8" is not on the scale 1 to 5. 60 forms in all.'),
    (lambda frame: frame[:0], ": there is no form in this file."),
    (assigned(note=[*ALMOST, "jo@example.org"]), ", column note: the cell holds personal data (e-mail"),
    (
        assigned(session=[""] * 59 + ["jo@example.org"]),
        ", column session: the cell holds personal data (e-mail addresses). Remove",
    ),
    (lambda frame: frame.assign(phone="x"), ", row 1, column phone: by its name this column holds telephone numbers."),
]


@pytest.mark.parametrize("spoil, sentence", PARQUET)
def test_what_is_wrong_with_a_parquet_file_is_said_in_a_sentence(folder, spoil, sentence):
    as_parquet(folder, spoil(forms(60)))
    told = [str(fault) for fault in inspect(folder).faults]
    assert any(line.startswith(f"responses.parquet{sentence}") for line in told), told


def test_what_is_wrong_with_the_files_is_said_in_a_sentence(folder):
    def said():
        return [str(fault) for fault in inspect(folder).faults]

    (folder / "responses.parquet").write_bytes(b"wave,session\npre,1\n")
    both = "responses.csv: responses.csv and responses.parquet are both there. Keep the one"
    assert any(line.startswith(both) for line in said())
    (folder / "responses.csv").unlink()
    assert any(line.startswith("responses.parquet: this cannot be read (") for line in said())
    (folder / "responses.parquet").unlink()
    (folder / "responses").mkdir()
    assert any(line.startswith("responses: this folder holds no CSV and no Parquet file.") for line in said())


def test_a_ragged_csv_file_in_a_folder_is_refused_in_words(folder):
    (folder / "responses.csv").unlink()
    (folder / "responses").mkdir()
    (folder / "responses" / "a.csv").write_text("wave,know_plan,find_plan,call_school\npre,1,2\npost,1,2,3,4,5\n" * 50)
    with pytest.raises(
        StudyError, match=r"^responses: this cannot be read \(.*/responses/a\.csv.*with the same columns"
    ):
        load_study(folder)


def test_without_duckdb_the_sentence_says_what_to_install(folder, monkeypatch):
    as_parquet(folder, forms(50))
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(StudyError, match="python -m pip install duckdb narwhals pyarrow"):
        load_study(folder)


def test_single_forms_of_a_counted_study_are_refused_in_words(folder):
    study = load_study(folder, responses=forms(50))
    with pytest.raises(StudyError, match="counted, not held"):
        study.where({"wave": "pre"})
    with pytest.raises(KeyError, match="have no column ward. Of forms that are counted where they lie, name it in"):
        study.n_forms({"ward": "North"})


# -- the commands -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command, last", [("check", "No fault found."), ("compare", "call_school,schools,pre_post,mann_whitney,")]
)
def test_the_commands_read_parquet_and_say_nothing_else(folder, command, last):
    words = [sys.executable, "-m", "prepost", command, str(as_parquet(folder, forms(200)))]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.splitlines()[-1].startswith(last)


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

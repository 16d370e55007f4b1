"""Every way in which a study folder is known to go wrong, each with the sentence that its owner must see."""

import pytest

from prepost.cli import main
from prepost.study import StudyError, inspect, load_study

TEXTS = r"""
# study.yml
+ choices: {tea: {options: {a: A}}} | choices, tea: `text` is missing.
+ choices: {tea: {text: T, options: {green: Green}, columns: {gren: "Q1"}}} |
    choices, tea, columns: "gren" is no setting that is known here. Did you mean "green"?
+ choices: {tea: {text: T, options: {green: G}}} | responses.csv, row 1, column tea.green: this column is missing.
+ comments: {why: Why} | column why: this column is missing.
+ comments: {know_plan: Why} | "know_plan" is a statement as well.
know_plan, domain: plans, -> know_plan, domain: plans, net_score: true, |
    entry 1: "know_plan" has no scale from 0 to 10
scale: {1: -> scale: {1: { | study.yml, line
setting: An -> setting:\n\t- An | study.yml, line 3: the file cannot be read from here on
title: A day on asthma plans -> title: &a x\nsetting: *a | study.yml, line 2: the mark *
alpha: 0.05 -> alpa: 0.05 | study.yml, line 16: "alpa" is no setting that is known here. Did you mean "alpha"?
+ alpha: 0.01 | study.yml, line 17: "alpha" is set twice.
title: A day on asthma plans\n ->  | study.yml, title: this setting is missing.
scale: -> skala: | study.yml, scale: this setting is missing.
waves: [pre, post]\n ->  | study.yml, waves: this setting is missing.
statements: -> questionz: | study.yml, statements: this setting is missing.
scale: {1: Strongly disagree, 2: Disagree, 3: Neither, 4: Agree, 5: Strongly agree} -> scale: [Disagree, Agree] |
    study.yml, line 3, scale: the scale is a list without codes.
{1: Strongly -> {one: Strongly | study.yml, line 3, scale: "one" is no whole number up to a million.
2: Disagree, 3 -> 3: Disagree, 2 | study.yml, line 3, scale: the codes do not stand in order.
2: Disagree -> 2: Agree | study.yml, line 3, scale: "agree" is the label of more than one
{1: Strongly disagree, 2: Disagree, 3: Neither, 4: Agree, 5: Strongly agree} -> {1: Agree} |
    study.yml, line 3, scale: a scale of 1 point cannot be analysed.
[Prefer not to say] -> [Agree] | study.yml, line 4, off_scale: "Agree" is a point of the scale as well.
waves: [pre, post] -> waves: [pre] | study.yml, line 11, waves: "pre" is the only wave.
waves: [pre, post] -> waves: [pre, post, pre] | "pre" is listed twice.
sessions: [1, 2] -> sessions: {a: b} | study.yml, line 12, sessions: this must be a list.
domain: schools, -> domain: school, | statements, entry 3: "school" is none of the domains. Did you mean "schools"?
, text: "I call schools when I need to" ->  | statements, entry 3: `text` is missing.
{id: call_school, domain -> {domain | statements, entry 3: `id` is missing.
id: call_school -> id: call school | "call school" cannot be an id.
id: find_plan -> id: know_plan | "know_plan" is the id of two statements.
"I call schools when I need to" -> "I know what an asthma plan holds" |
    "I know what an asthma plan holds" is the text of know_plan as well.
id: find_plan -> id: wave | "wave" is the name of another column of responses.csv.
reversed: true -> reverse: true |
    statements, entry 2: "reverse" is no setting that is known here. Did you mean "reversed"?
reversed: true -> reversed: perhaps | "perhaps" is not one of the possible values.
text: "I call schools when I need to" -> text: I call: schools | study.yml, line
waves: [pre, post] -> waves: {pre: Before, post: before} | waves: "before" is the label of more than one wave.
unpaired -> pared | design: "pared" is not one of the possible values. Did you mean "paired"?
+ test: sign |
    study.yml, line 11, test: "sign" does not fit a design that is unpaired. For such a design use mann_whitney,
+ test: welch\ncontinuity: true | study.yml, line 12, continuity: there is no such choice for the test welch.
+ test: welsh | Did you mean "welch"?
+ scores: {all: {domain: school}} | scores, all: "school" is none of the domains. Did you mean "schools"?
+ scores: {all: {domain: schools, fewest: 9}} | scores, all: "9" is more than there are statements.
+ by: [wave] | by: "wave" parts the forms into no groups.
+ by: site | by: "site" is no column of responses.csv.
second: {wave: post} -> second: {wave: psot} |
    comparisons, pre_post, second: "psot" is none of the waves. Did you mean "post"?
second: {wave: post} -> second: {wave: pre} | choose the same forms.
, second: {wave: post} ->  | comparisons, pre_post: `second` is missing.
second: {wave: post} -> second: {wave: post, sektor: a} | "sektor" is no column of responses.csv.
second: {wave: post} -> second: {wave: post, sessions_attended: 1-2} |
    "1-2" never stands in column sessions_attended of responses.csv.
alpha: 0.05 -> alpha: five | alpha: "five" is no number from 0 to 1.
alpha: 0.05 -> alpha: 5 | alpha: "5" is no number from 0 to 1.
method: holm -> method: holms | correction, method: "holms" is not one of the possible values. Did you mean "holm"?
min_cell: 5 -> min_cell: 0 | min_cell: "0" is no whole number of at least 1.
min_cell: 5 -> min_cell: 4.5 | min_cell: "4.5" is no whole number of at least 1.
currency: GBP -> currency: £ | currency: "£" is no currency code.
price_year: 2020 -> price_year: last year | price_year: "last year" is no year.
+ economics: {hourly_rates: 20} |
    economics: "hourly_rates" is no setting that is known here. Did you mean "hourly_rate"?
+ economics: {hourly_rate: £20} | economics, hourly_rate: "£20" is no number above zero.
+ economics: {hourly_rate: [[20], 30]} | study.yml, line 11, economics, hourly_rate: this is no number above zero.
+ economics: {hourly_rate: 0} | economics, hourly_rate: "0" is no number above zero.
alpha: 0.05 -> alpha: 1 | alpha: "1" cannot be a level of significance.
alpha: 0.05 -> alpha: 1e-300 | alpha: "1e-300" cannot be a level of significance.
title: A day on asthma plans -> title: "x \ud800" | "x" holds half a letter, or
alpha: 0.05 -> alpha: 0 | alpha: "0" cannot be a level of significance.
sessions: [1, 2] -> sessions: [1, ""] | line 12, sessions: an entry is blank.
title: A day on asthma plans -> title: [A day] | study.yml, line 1, title: this must be a text.
second: {wave: post} -> second: {} | comparisons, pre_post, second: no forms are chosen.
reversed: true -> columns: {pre: Q1, pots: Q2} |
    statements, entry 2, columns: "pots" is no setting that is known here. Did you mean "post"?
+ import: {waves: {a.csv: pots}} |
    study.yml, line 11, import, waves: "pots" is none of the waves (for a.csv). Did you mean "post"?
kind: closed -> kind: shut | "shut" is not one of the possible values.
+ joint_display: plans |
    study.yml, line 11, joint_display: this must be a list. Begin each entry with a dash: `- {topic: ...}`.
- {domain: plans} | joint_display, entry 1: `topic` is missing.
- {topic: Plans} | nothing bears on this topic. Name a domain, or a question, or
- {topic: Plans, domain: plans}\n  - {topic: Plans, domain: schools} |
    study.yml, line 13, joint_display, entry 2: "Plans" is the topic of two entries.
- {topic: Plans, domain: plan} |
    "plan" is none of the domains. Did you mean "plans"? The domains are plans and schools.
- {topic: Plans, statements: [know_plans]} | "know_plans" is none of the statements. Did you mean "know_plan"?
- {topic: Plans, domain: plans, statements: [know_plan]} | both a domain and statements are named.
- {topic: Plans, domain: plans, question: usefull} | "usefull" is none of the questions. Did you mean "useful"?
- {topic: Plans, domain: plans, question: useful, answer: perhaps} |
    "perhaps" is no answer to useful. The answers are Yes and No.
- {topic: Plans, domain: plans, answer: perhaps} | joint_display, entry 1: "perhaps" answers no question.
- {topic: Plans, domain: plans, question: useful, together: {before: agree}} |
    "before" is none of the comparisons. The comparisons are pre_post.
- {topic: Plans, domain: plans, question: useful, together: {pre_post: disagree}} |
    "disagree" is not one of the possible values. Did you mean "agree"? Use agree, complement, contradict,
{responses.csv: invented} -> {response.csv: invented} |
    "response.csv" is no file of a study folder. Did you mean "responses.csv"?
responses.csv: invented -> responses.csv: imagined | "imagined" is not one of
# responses.csv
,call_school -> ,school | responses.csv, row 1, column call_school: this column is missing.
,call_school -> ,cal_school |
    column call_school: this column is missing. Did you mean "cal_school"? If so, rename it to
,call_school -> ,know_plan | responses.csv, row 1: "know_plan" heads more than one column.
respondent, -> , | responses.csv, row 1: column 3 has no name.
pre,1,P01,1,2,4,3 -> pre,1,P01,1,2,4,3,3 | responses.csv, row 2: the row has 8 cells, but the header names 7 columns.
pre,1,P01,1,2,4,3 -> pre,1,P01,1,2,4 | responses.csv, row 2: the row has 6 cells
pre,2,P02,2 -> pre,2,"P02,2 | responses.csv, row 3: a quotation mark is opened
post,1, -> wave,Session,respondent,sessions_attended,1,1,1\npost,1, |
    responses.csv, row 4: the row repeats the names of the columns. Delete the row.
post,1, -> pre,session,respondent,sessions_attended,1,1,1\npost,1, | row 4, column session: "session" is none of the
post,1,P01 -> poste,1,P01 |
    responses.csv, row 4, column wave: "poste" is none of the waves of study.yml. Did you mean "post"?
post,1,P01 -> ,1,P01 | responses.csv, row 4, column wave: the cell is blank.
post,1,P01 -> post,7,P01 | column session: "7" is none of the sessions of study.yml.
P01,1,2,4,3 -> P01,1,9,4,3 | responses.csv, row 2, column know_plan: "9" is not on the scale 1 to 5.
P01,1,2,4,3 -> P01,1,0,4,3 | column know_plan: "0" is not on the scale 1 to 5.
P01,1,2,4,3 -> P01,1,2.5,4,3 | "2.5" is not on the scale 1 to 5.
P01,1,2,4,3 -> P01,1,"2,0",4,3 | "2,0" is not on the scale 1 to 5.
P01,1,2,4,3 -> P01,1,Agre,4,3 | "Agre" is not on the scale 1 to 5. Did you mean "Agree"?
P01,1,2,4,3 -> P01,1,4 - Disagree,4,3 | "4 - Disagree" gives code 4 another label than study.yml, where 4 is "Agree".
sessions_attended -> Email Address | column Email Address: by its name this column holds e-mail addresses.
sessions_attended -> First Name | column First Name: by its name this column holds names.
sessions_attended -> Mobile number | this column holds telephone numbers.
sessions_attended -> IP Address | this column holds IP addresses.
P01,1,2 -> jo@example.org,1,2 |
    responses.csv, row 2, column respondent: the cell holds personal data (e-mail addresses).
P01,1,2 -> 07700 900123,1,2 | personal data (telephone numbers).
P01,1,2 -> 192.168.1.17,1,2 | personal data (IP addresses).
P01,1,2 -> Mary Jones,1,2 | "Mary Jones" looks like a person's name.
# codings.csv
I never have time -> ask jo@example.org |
    codings.csv, row 2, column quote: the cell holds personal data (e-mail addresses).
I2 -> I3 | "I3" is no interview of interviews.csv.
Time ->  | codings.csv, row 2, column theme: the cell is blank.
busy,no -> busy,perhaps | "perhaps" is neither yes nor no.
# attendance.csv
person -> staff_no | attendance.csv, row 1, column person: this column is missing.
P01 -> Mary Jones | attendance.csv, row 2, column person: "Mary Jones" looks like
P02,2 -> P02,5 | attendance.csv, row 3, column session: "5"
# interviews.csv
I2 -> I1 | column interview: "I1" stands in row 2 as well.
I2 ->  | interviews.csv, row 3, column interview: the cell is blank.
,Yes -> ,Yess | column useful: "Yess" is none of the answers of study.yml. Did you mean "Yes"?
# costs.csv
120.50 -> many | costs.csv, row 2, column amount: "many" is no number.
120.50 -> "120,50" | "120,50" can be read in two ways
120.50 -> -1 | "-1" is below zero.
120.50 ->  | costs.csv, row 2, column amount: the cell is blank.
Room ->  | costs.csv, row 2, column item: the cell is blank.
"""
"""Below the name of a file: a text in it, `->`, what takes its place, `|` and the sentence. `+` sets one thing more in
study.yml, `-` adds an entry to its joint display; the sentence may stand in a line of its own.
"""


def replaced(file, old, new):
    """A way to spoil a folder: replace a text in one of its files (the text must be there)."""

    def spoil(folder):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def added(setting):
    """A study.yml with one more setting."""
    return replaced("study.yml", "waves: [pre, post]", f"{setting}\nwaves: [pre, post]")


def written(file, data):
    return lambda folder: (folder / file).write_bytes(data if isinstance(data, bytes) else data.encode())


def removed(file):
    return lambda folder: (folder / file).unlink()


def both(*spoils):
    return lambda folder: [spoil(folder) for spoil in spoils]


def from_texts():
    """The ways of TEXTS, each with its sentence."""
    for line in TEXTS.replace("|\n    ", "| ").strip().splitlines():
        if line.startswith("# "):
            file = line[2:]
            continue
        change, sentence = line.split(" | ")
        change = change.replace(r"\n", "\n").replace(r"\t", "\t")
        if change.startswith("+ "):
            yield added(change[2:]), sentence
        elif change.startswith("- "):
            yield added(f"joint_display:\n  {change}"), sentence
        else:
            yield replaced(file, *map(str.rstrip, change.split(" -> "))), sentence


PAIRED = replaced("study.yml", "unpaired", "paired")
OPEN = both(
    replaced("study.yml", "kind: closed", "kind: open"),
    added("joint_display: [{topic: Plans, domain: plans, question: useful}]"),
)
LONG = "{" + "".join(f"{n}: '', " for n in range(9, 5100)) + "1: Strongly"
WIDE = ", ".join(f'{code}: ""' for code in range(5, 103)) + "}"
SWALLOWING = 'wave,a,know_plan,find_plan,call_school\npre,"x,1,2,3\npost,y",1,2,3\n'
UNCODED = "wave,respondent,know_plan,find_plan,call_school\npre,,1,1,1\npost,,1,1,1\n"
FILES = [
    (removed("study.yml"), "study.yml: there is none in the folder"),
    (written("study.yml", "hello"), "study.yml: the file does not list settings."),
    (written("study.yml", ""), "study.yml: the file does not list settings."),
    (written("study.yml", b"title: \x07"), "study.yml: the file cannot be read"),
    (
        replaced("study.yml", "statements:", "statements: {a: b}\nx:"),
        "study.yml, line 7, statements: this must be a list.",
    ),
    (replaced("study.yml", "{1: Strongly", "{1" + "0" * 20 + ": Strongly"), "is no whole number up to"),
    (replaced("study.yml", "id: know_plan", "id: " + "k" * 101), "of them at most."),
    (replaced("study.yml", "{1: Strongly", LONG), "study.yml, line 3: there are more than 5,000 entries."),
    (OPEN, '"useful" is an open question, and `answer` is missing.'),
    (replaced("study.yml", "5: Strongly agree}", WIDE), "line 3, scale: a scale of 102 points cannot be analysed."),
    (removed("responses.csv"), "responses.csv: this file is missing."),
    (written("responses.csv", ""), "responses.csv: the file is empty."),
    (written("responses.csv", UNCODED.splitlines()[0] + "\n"), "responses.csv: there is no form in this file."),
    (written("responses.csv", b"PK\x03\x04rest"), "responses.csv: this is an Excel workbook under the name"),
    (written("responses.csv", b"a\x00b\x00\x00\x00\x00"), "responses.csv: this is no text file."),
    (written("responses.csv", SWALLOWING), "row 2: a quotation mark is opened in this row and swallows the next."),
    (written("responses.csv", "a," * 5000 + "b\n1\n"), "has 5,001 columns, and can have 5,000."),
    (both(PAIRED, written("responses.csv", UNCODED)), "respondent: every cell is blank, but the design is paired."),
    (both(PAIRED, replaced("responses.csv", "respondent", "who")), "column respondent: this column is missing."),
]


BROKEN = [*from_texts(), *FILES]


@pytest.mark.parametrize("spoil, sentence", BROKEN)
def test_each_fault_gets_its_sentence(folder, capsys, spoil, sentence):
    assert not inspect(folder).faults
    spoil(folder)
    assert main(["check", str(folder)]) == 2
    said = capsys.readouterr().err
    assert sentence in said and "Traceback" not in said
    with pytest.raises(StudyError) as error:
        load_study(folder)
    assert sentence in str(error.value)


def test_a_sound_joint_display_is_read(folder):
    """An answer is known whatever its capitals; without one it is yes."""
    added(
        "joint_display:\n"
        "  - {topic: Plans, domain: plans, question: useful, together: {pre_post: Complement}, reading: Both}\n"
        "  - {topic: Schools, statements: call_school, question: useful, answer: NO}"
    )(folder)
    first, second = load_study(folder).joint_display
    assert (first.statements, first.answer) == (("know_plan", "find_plan"), "Yes")
    assert (first.together, first.reading) == ((("pre_post", "complement"),), "Both")
    assert (second.statements, second.answer) == (("call_school",), "No")


def test_all_faults_of_all_files_come_in_one_pass(folder):
    beginnings = (
        'responses.csv, row 2, column know_plan: "9"',
        'column interview: "I1"',
        "costs.csv, row 2, column amount: the",
        'correction, method: "holms"',
        "column First Name",
    )
    chosen = [case for case in from_texts() if case[1].startswith(beginnings)]
    assert len(chosen) == len(beginnings)
    for spoil, _ in chosen:
        spoil(folder)
    said = "\n".join(map(str, inspect(folder).faults))
    assert all(sentence in said for _, sentence in chosen)


def test_equal_faults_are_told_once_with_their_rows(folder):
    path = folder / "responses.csv"
    path.write_text(path.read_text().replace("post,", "after,"))
    (fault,) = (fault for fault in inspect(folder).faults if fault.file == "responses.csv")
    assert fault.rows == (4, 5)
    assert str(fault).startswith('responses.csv, rows 4 and 5, column wave: "after" is none of the waves')

"""Every way in which a study folder is known to go wrong, each with the sentence that its owner must see."""

import pytest

from prepost.cli import main
from prepost.study import StudyError, inspect, load_study


def _swap(file, old, new):
    """A way to spoil a folder: replace a text in one of its files (the text must be there)."""

    def spoil(folder):
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def _write(file, data):
    def spoil(folder):
        (folder / file).write_bytes(data if isinstance(data, bytes) else data.encode())

    return spoil


def _remove(file):
    return lambda folder: (folder / file).unlink()


def _topic(entry):
    """A study.yml with one entry, or several, in its joint display."""
    return _swap("study.yml", "provenance:", f"joint_display:\n  - {entry}\nprovenance:")


yml, csv = (lambda old, new: _swap("study.yml", old, new)), (lambda old, new: _swap("responses.csv", old, new))


def _asked(setting):
    """A study.yml with one more setting."""
    return yml("waves: [pre, post]", f"{setting}\nwaves: [pre, post]")


BROKEN = {
    "options without a text": (_asked("choices: {tea: {options: {a: A}}}"), "choices, tea: `text` is missing."),
    "a column of no option": (
        _asked('choices: {tea: {text: T, options: {green: Green}, columns: {gren: "Q1"}}}'),
        'choices, tea, columns: "gren" is no setting that is known here. Did you mean "green"?',
    ),
    "a column of an option": (
        _asked("choices: {tea: {text: T, options: {green: G}}}"),
        "responses.csv, row 1, column tea.green: this column is missing.",
    ),
    "a column of comments": (_asked("comments: {why: Why}"), "column why: this column is missing."),
    "a comment that is a statement": (_asked("comments: {know_plan: Why}"), '"know_plan" is a statement as well.'),
    "a net score from 1 to 5": (
        yml("know_plan, domain: plans,", "know_plan, domain: plans, net_score: true,"),
        'entry 1: "know_plan" has no scale from 0 to 10',
    ),
    # study.yml
    "no study.yml": (_remove("study.yml"), "study.yml: there is none in the folder"),
    "no YAML": (yml("scale: {1:", "scale: {1: {"), "study.yml, line"),
    "a tab": (yml("setting: An", "setting:\n\t- An"), "study.yml, line 3: the file cannot be read from here on"),
    "only text": (_write("study.yml", "hello"), "study.yml: the file does not list settings."),
    "an empty study.yml": (_write("study.yml", ""), "study.yml: the file does not list settings."),
    "a control character": (_write("study.yml", b"title: \x07"), "study.yml: the file cannot be read"),
    "an alias": (yml("title: A day on asthma plans", "title: &a x\nsetting: *a"), "study.yml, line 2: the mark *"),
    "an unknown setting": (
        yml("alpha: 0.05", "alpa: 0.05"),
        'study.yml, line 16: "alpa" is no setting that is known here. Did you mean "alpha"?',
    ),
    "a setting twice": (yml("alpha: 0.05", "alpha: 0.05\nalpha: 0.01"), 'study.yml, line 17: "alpha" is set twice.'),
    "no title": (yml("title: A day on asthma plans\n", ""), "study.yml, title: this setting is missing."),
    "no scale": (
        yml("scale: {1: Strongly disagree, 2: Disagree, 3: Neither, 4: Agree, 5: Strongly agree}\n", ""),
        "study.yml, scale: this setting is missing.",
    ),
    "no waves": (yml("waves: [pre, post]\n", ""), "study.yml, waves: this setting is missing."),
    "no statements": (yml("statements:", "questionz:"), "study.yml, statements: this setting is missing."),
    "a list as scale": (
        yml(
            "scale: {1: Strongly disagree, 2: Disagree, 3: Neither, 4: Agree, 5: Strongly agree}",
            "scale: [Disagree, Agree]",
        ),
        "study.yml, line 3, scale: the scale is a list without codes.",
    ),
    "a scale of words": (
        yml("{1: Strongly disagree,", "{one: Strongly disagree,"),
        'study.yml, line 3, scale: "one" is no whole number up to a million.',
    ),
    "a scale backwards": (
        yml("{1: Strongly disagree, 2: Disagree, 3", "{2: Strongly disagree, 1: Disagree, 3"),
        "study.yml, line 3, scale: the codes do not stand in order.",
    ),
    "one label twice": (
        yml("2: Disagree", "2: Agree"),
        'study.yml, line 3, scale: "agree" is the label of more than one',
    ),
    "one point": (
        yml("{1: Strongly disagree, 2: Disagree, 3: Neither, 4: Agree, 5: Strongly agree}", "{1: Agree}"),
        "study.yml, line 3, scale: a scale of 1 point cannot be analysed.",
    ),
    "off the scale and on it": (
        yml("[Prefer not to say]", "[Agree]"),
        'study.yml, line 4, off_scale: "Agree" is a point of the scale as well.',
    ),
    "one wave": (yml("waves: [pre, post]", "waves: [pre]"), 'study.yml, line 11, waves: "pre" is the only wave.'),
    "a wave twice": (yml("waves: [pre, post]", "waves: [pre, post, pre]"), '"pre" is listed twice.'),
    "a mapping as list": (
        yml("sessions: [1, 2]", "sessions: {a: b}"),
        "study.yml, line 12, sessions: this must be a list.",
    ),
    "an unknown domain": (
        yml("domain: schools,", "domain: school,"),
        'statements, entry 3: "school" is none of the domains. Did you mean "schools"?',
    ),
    "a statement without text": (
        yml(', text: "I call schools when I need to"', ""),
        "statements, entry 3: `text` is missing.",
    ),
    "a statement without id": (yml("{id: call_school, domain", "{domain"), "statements, entry 3: `id` is missing."),
    "an id with spaces": (yml("id: call_school", "id: call school"), '"call school" cannot be an id.'),
    "an id twice": (yml("id: find_plan", "id: know_plan"), '"know_plan" is the id of two statements.'),
    "a text twice": (
        yml('"I call schools when I need to"', '"I know what an asthma plan holds"'),
        '"I know what an asthma plan holds" is the text of know_plan as well.',
    ),
    "an id of another column": (
        yml("id: find_plan", "id: wave"),
        '"wave" is the name of another column of responses.csv.',
    ),
    "an unknown key of a statement": (
        yml("reversed: true", "reverse: true"),
        'statements, entry 2: "reverse" is no setting that is known here. Did you mean "reversed"?',
    ),
    "reversed perhaps": (yml("reversed: true", "reversed: perhaps"), '"perhaps" is not one of the possible values.'),
    "statements that are no list": (
        lambda folder: _write(
            "study.yml",
            "title: A\nscale: {1: a, 2: b}\ndomains: {d: D}\nwaves: [a, b]\n"
            "statements: {a: b}\ncomparisons: {x: {first: {wave: a}, second: {wave: b}}}\n",
        )(folder),
        "study.yml, line 5, statements: this must be a list.",
    ),
    "an unquoted colon": (yml('text: "I call schools when I need to"', "text: I call: schools"), "study.yml, line"),
    "an unknown design": (
        yml("unpaired", "pared"),
        'design: "pared" is not one of the possible values. Did you mean "paired"?',
    ),
    "a test of matched forms where none are": (
        yml("alpha: 0.05", "test: sign\nalpha: 0.05"),
        'study.yml, line 16, test: "sign" does not fit a design that is unpaired. For such a design use mann_whitney, ',
    ),
    "a continuity correction of a t test": (
        yml("alpha: 0.05", "test: welch\ncontinuity: true\nalpha: 0.05"),
        "study.yml, line 17, continuity: there is no such choice for the test welch.",
    ),
    "a test that nobody knows": (yml("alpha: 0.05", "test: welsh\nalpha: 0.05"), 'Did you mean "welch"?'),
    "a score of no domain": (
        yml("alpha: 0.05", "scores: {all: {domain: school}}\nalpha: 0.05"),
        'scores, all: "school" is none of the domains. Did you mean "schools"?',
    ),
    "a score that needs more answers than there are": (
        yml("alpha: 0.05", "scores: {all: {domain: schools, fewest: 9}}\nalpha: 0.05"),
        'scores, all: "9" is more than there are statements.',
    ),
    "groups by the wave": (yml("alpha: 0.05", "by: [wave]\nalpha: 0.05"), 'by: "wave" parts the forms into no groups.'),
    "groups by no column": (yml("alpha: 0.05", "by: site\nalpha: 0.05"), 'by: "site" is no column of responses.csv.'),
    "a comparison of an unknown wave": (
        yml("second: {wave: post}", "second: {wave: psot}"),
        'comparisons, pre_post, second: "psot" is none of the waves. Did you mean "post"?',
    ),
    "a comparison with itself": (yml("second: {wave: post}", "second: {wave: pre}"), "choose the same forms."),
    "half a comparison": (yml(", second: {wave: post}", ""), "comparisons, pre_post: `second` is missing."),
    "a comparison by no column": (
        yml("second: {wave: post}", "second: {wave: post, sektor: a}"),
        '"sektor" is no column of responses.csv.',
    ),
    "a comparison of what never occurs": (
        yml("second: {wave: post}", "second: {wave: post, sessions_attended: 1-2}"),
        '"1-2" never stands in column sessions_attended of responses.csv.',
    ),
    "alpha in words": (yml("alpha: 0.05", "alpha: five"), 'alpha: "five" is no number from 0 to 1.'),
    "alpha above one": (yml("alpha: 0.05", "alpha: 5"), 'alpha: "5" is no number from 0 to 1.'),
    "alpha with a comma": (yml("alpha: 0.05", "alpha: 0,05"), 'alpha: "0,05" is no number from 0 to 1.'),
    "an unknown correction": (
        yml("method: holm", "method: holms"),
        'correction, method: "holms" is not one of the possible values. Did you mean "holm"?',
    ),
    "a small cell below one": (yml("min_cell: 5", "min_cell: 0"), 'min_cell: "0" is no whole number of at least 1.'),
    "half a person": (yml("min_cell: 5", "min_cell: 4.5"), 'min_cell: "4.5" is no whole number of at least 1.'),
    "a currency sign": (yml("currency: GBP", "currency: £"), 'currency: "£" is no currency code.'),
    "a year in words": (yml("price_year: 2020", "price_year: last year"), 'price_year: "last year" is no year.'),
    "an unknown input of costs": (
        yml("price_year: 2020", "price_year: 2020\neconomics: {hourly_rates: 20}"),
        'economics: "hourly_rates" is no setting that is known here. Did you mean "hourly_rate"?',
    ),
    "an hourly rate in words": (
        yml("price_year: 2020", "price_year: 2020\neconomics: {hourly_rate: £20}"),
        'economics, hourly_rate: "£20" is no number above zero.',
    ),
    "an hourly rate within a list of a list": (
        yml("price_year: 2020", "price_year: 2020\neconomics: {hourly_rate: [[20], 30]}"),
        "study.yml, line 21, economics, hourly_rate: this is no number above zero.",
    ),
    "an hourly rate of zero": (
        yml("price_year: 2020", "price_year: 2020\neconomics: {hourly_rate: 0}"),
        'economics, hourly_rate: "0" is no number above zero.',
    ),
    "alpha of one": (yml("alpha: 0.05", "alpha: 1"), 'alpha: "1" cannot be a level of significance.'),
    "alpha next to zero": (yml("alpha: 0.05", "alpha: 1e-300"), 'alpha: "1e-300" cannot be a level of significance.'),
    "a code that no computer counts to": (
        yml("{1: Strongly", "{1" + "0" * 20 + ": Strongly"),
        "is no whole number up to",
    ),
    "an id that no file can be named after": (yml("id: know_plan", "id: " + "k" * 101), "of them at most."),
    "half a letter": (yml("title: A day on asthma plans", r'title: "x \ud800"'), '"x" holds half a letter, or'),
    "a mapping without end": (
        yml("{1: Strongly", "{" + "".join(f"{n}: '', " for n in range(9, 5100)) + "1: Strongly"),
        "study.yml, line 3: there are more than 5,000 entries.",
    ),
    "alpha of zero": (yml("alpha: 0.05", "alpha: 0"), 'alpha: "0" cannot be a level of significance.'),
    "a blank session": (yml("sessions: [1, 2]", 'sessions: [1, ""]'), "line 12, sessions: an entry is blank."),
    "a text that is a list": (
        yml("title: A day on asthma plans", "title: [A day]"),
        "study.yml, line 1, title: this must be a text.",
    ),
    "a comparison of nothing": (
        yml("second: {wave: post}", "second: {}"),
        "comparisons, pre_post, second: no forms are chosen.",
    ),
    "columns of a wave that is none": (
        yml("reversed: true", "columns: {pre: Q1, pots: Q2}"),
        'statements, entry 2, columns: "pots" is no setting that is known here. Did you mean "post"?',
    ),
    "an export's wave that is none": (
        yml("price_year: 2020", "price_year: 2020\nimport: {waves: {a.csv: pots}}"),
        'study.yml, line 21, import, waves: "pots" is none of the waves (for a.csv). Did you mean "post"?',
    ),
    "an open question without a theme": (
        lambda folder: (
            yml("kind: closed", "kind: open")(folder),
            _topic("{topic: Plans, domain: plans, question: useful}")(folder),
        ),
        '"useful" is an open question, and `answer` is missing.',
    ),
    "a scale of 102 points": (
        yml("5: Strongly agree}", ", ".join(f'{code}: ""' for code in range(5, 103)) + "}"),
        "study.yml, line 3, scale: a scale of 102 points cannot be analysed.",
    ),
    "an unknown kind of question": (yml("kind: closed", "kind: shut"), '"shut" is not one of the possible values.'),
    "a joint display that is no list": (
        yml("provenance:", "joint_display: plans\nprovenance:"),
        "study.yml, line 23, joint_display: this must be a list. Begin each entry with a dash: `- {topic: ...}`.",
    ),
    "a topic without a name": (_topic("{domain: plans}"), "joint_display, entry 1: `topic` is missing."),
    "a topic of nothing": (_topic("{topic: Plans}"), "nothing bears on this topic. Name a domain, or a question, or"),
    "a topic twice": (
        _topic("{topic: Plans, domain: plans}\n  - {topic: Plans, domain: schools}"),
        'study.yml, line 25, joint_display, entry 2: "Plans" is the topic of two entries.',
    ),
    "a topic of no domain": (
        _topic("{topic: Plans, domain: plan}"),
        '"plan" is none of the domains. Did you mean "plans"? The domains are plans and schools.',
    ),
    "a topic of no statement": (
        _topic("{topic: Plans, statements: [know_plans]}"),
        '"know_plans" is none of the statements. Did you mean "know_plan"?',
    ),
    "a topic of a domain and of statements": (
        _topic("{topic: Plans, domain: plans, statements: [know_plan]}"),
        "both a domain and statements are named.",
    ),
    "a topic of no question": (
        _topic("{topic: Plans, domain: plans, question: usefull}"),
        '"usefull" is none of the questions. Did you mean "useful"?',
    ),
    "an answer that nobody could give": (
        _topic("{topic: Plans, domain: plans, question: useful, answer: perhaps}"),
        '"perhaps" is no answer to useful. The answers are Yes and No.',
    ),
    "an answer to nothing": (
        _topic("{topic: Plans, domain: plans, answer: perhaps}"),
        'joint_display, entry 1: "perhaps" answers no question.',
    ),
    "a judgement of no comparison": (
        _topic("{topic: Plans, domain: plans, question: useful, together: {before: agree}}"),
        '"before" is none of the comparisons. The comparisons are pre_post.',
    ),
    "a judgement in other words": (
        _topic("{topic: Plans, domain: plans, question: useful, together: {pre_post: disagree}}"),
        '"disagree" is not one of the possible values. Did you mean "agree"? Use agree, complement, contradict,',
    ),
    "a file that no study has": (
        yml("{responses.csv: invented}", "{response.csv: invented}"),
        '"response.csv" is no file of a study folder. Did you mean "responses.csv"?',
    ),
    "an unknown origin": (yml("responses.csv: invented", "responses.csv: imagined"), '"imagined" is not one of'),
    # responses.csv
    "no responses.csv": (_remove("responses.csv"), "responses.csv: this file is missing."),
    "an empty file": (_write("responses.csv", ""), "responses.csv: the file is empty."),
    "only a header": (
        _write("responses.csv", "wave,know_plan,find_plan,call_school\n"),
        "responses.csv: there is no form in this file.",
    ),
    "an Excel workbook": (
        _write("responses.csv", b"PK\x03\x04rest"),
        "responses.csv: this is an Excel workbook under the name",
    ),
    "a picture": (_write("responses.csv", b"a\x00b\x00\x00\x00\x00"), "responses.csv: this is no text file."),
    "a column missing": (
        csv(",call_school", ",school"),
        "responses.csv, row 1, column call_school: this column is missing.",
    ),
    "a column misspelt": (
        csv(",call_school", ",cal_school"),
        'column call_school: this column is missing. Did you mean "cal_school"? If so, rename it to',
    ),
    "a column twice": (
        csv(",call_school", ",know_plan"),
        'responses.csv, row 1: "know_plan" heads more than one column.',
    ),
    "a column without name": (csv("respondent,", ","), "responses.csv, row 1: column 3 has no name."),
    "a row too long": (
        csv("pre,1,P01,1,2,4,3", "pre,1,P01,1,2,4,3,3"),
        "responses.csv, row 2: the row has 8 cells, but the header names 7 columns.",
    ),
    "a row too short": (csv("pre,1,P01,1,2,4,3", "pre,1,P01,1,2,4"), "responses.csv, row 2: the row has 6 cells"),
    "a quotation mark that swallows rows up to the next": (
        lambda folder: _write("responses.csv", 'wave,a,know_plan,find_plan,call_school\npre,"x,1,2,3\npost,y",1,2,3\n')(
            folder
        ),
        "responses.csv, row 2: a quotation mark is opened in this row and swallows the next.",
    ),
    "columns without end": (_write("responses.csv", "a," * 5000 + "b\n1\n"), "has 5,001 columns, and can have 5,000."),
    "a quotation mark left open": (
        csv("pre,2,P02,2", 'pre,2,"P02,2'),
        "responses.csv, row 3: a quotation mark is opened",
    ),
    "the header again": (
        csv("post,1,", "wave,session,respondent,sessions_attended,know_plan,find_plan,call_school\npost,1,"),
        "responses.csv, row 4: the row repeats the names of the columns.",
    ),
    "an unknown wave": (
        csv("post,1,P01", "poste,1,P01"),
        'responses.csv, row 4, column wave: "poste" is none of the waves of study.yml. Did you mean "post"?',
    ),
    "no wave": (csv("post,1,P01", ",1,P01"), "responses.csv, row 4, column wave: the cell is blank."),
    "an unknown session": (
        csv("post,1,P01", "post,7,P01"),
        'column session: "7" is none of the sessions of study.yml.',
    ),
    "above the scale": (
        csv("P01,1,2,4,3", "P01,1,9,4,3"),
        'responses.csv, row 2, column know_plan: "9" is not on the scale 1 to 5.',
    ),
    "zero on a scale from one": (
        csv("P01,1,2,4,3", "P01,1,0,4,3"),
        'column know_plan: "0" is not on the scale 1 to 5.',
    ),
    "between two points": (csv("P01,1,2,4,3", "P01,1,2.5,4,3"), '"2.5" is not on the scale 1 to 5.'),
    "a decimal comma": (csv("P01,1,2,4,3", 'P01,1,"2,0",4,3'), '"2,0" is not on the scale 1 to 5.'),
    "a misspelt label": (
        csv("P01,1,2,4,3", "P01,1,Agre,4,3"),
        '"Agre" is not on the scale 1 to 5. Did you mean "Agree"?',
    ),
    "an undeclared off-scale answer": (csv("P01,1,2,4,3", "P01,1,N/A,4,3"), '"N/A" is not on the scale 1 to 5.'),
    "a date": (csv("P01,1,2,4,3", "P01,1,03/12/2016,4,3"), '"03/12/2016" is not on the scale 1 to 5.'),
    "a label that contradicts its code": (
        csv("P01,1,2,4,3", "P01,1,4 - Disagree,4,3"),
        '"4 - Disagree" gives code 4 another label than study.yml, where 4 is "Agree".',
    ),
    "a paired design without codes": (
        lambda folder: (
            _swap("study.yml", "unpaired", "paired")(folder),
            _write("responses.csv", "wave,respondent,know_plan,find_plan,call_school\npre,,1,1,1\npost,,1,1,1\n")(
                folder
            ),
        ),
        "column respondent: every cell is blank, but the design is paired.",
    ),
    "a paired design without its column": (
        lambda folder: (_swap("study.yml", "unpaired", "paired")(folder), csv("respondent", "who")(folder)),
        "column respondent: this column is missing.",
    ),
    # personal data
    "e-mail by heading": (
        csv("sessions_attended", "Email Address"),
        "column Email Address: by its name this column holds e-mail addresses.",
    ),
    "names by heading": (
        csv("sessions_attended", "First Name"),
        "column First Name: by its name this column holds names.",
    ),
    "telephone by heading": (csv("sessions_attended", "Mobile number"), "this column holds telephone numbers."),
    "IP by heading": (csv("sessions_attended", "IP Address"), "this column holds IP addresses."),
    "an e-mail in a cell": (
        csv("P01,1,2", "jo@example.org,1,2"),
        "responses.csv, row 2, column respondent: the cell holds personal data (e-mail addresses).",
    ),
    "a telephone number in a cell": (csv("P01,1,2", "07700 900123,1,2"), "personal data (telephone numbers)."),
    "an IP address in a cell": (csv("P01,1,2", "192.168.1.17,1,2"), "personal data (IP addresses)."),
    "a name as code": (csv("P01,1,2", "Mary Jones,1,2"), '"Mary Jones" looks like a person\'s name.'),
    "an e-mail in a quotation": (
        _swap("codings.csv", "I never have time", "ask jo@example.org"),
        "codings.csv, row 2, column quote: the cell holds personal data (e-mail addresses).",
    ),
    # the other files
    "attendance without person": (
        _swap("attendance.csv", "person", "staff_no"),
        "attendance.csv, row 1, column person: this column is missing.",
    ),
    "a name in attendance": (
        _swap("attendance.csv", "P01", "Mary Jones"),
        'attendance.csv, row 2, column person: "Mary Jones" looks like',
    ),
    "attendance of no session": (
        _swap("attendance.csv", "P02,2", "P02,5"),
        'attendance.csv, row 3, column session: "5"',
    ),
    "an interview twice": (_swap("interviews.csv", "I2", "I1"), 'column interview: "I1" stands in row 2 as well.'),
    "an interview without code": (
        _swap("interviews.csv", "I2", ""),
        "interviews.csv, row 3, column interview: the cell is blank.",
    ),
    "an answer that was not offered": (
        _swap("interviews.csv", ",Yes", ",Yess"),
        'column useful: "Yess" is none of the answers of study.yml. Did you mean "Yes"?',
    ),
    "a passage of no interview": (_swap("codings.csv", "I2", "I3"), '"I3" is no interview of interviews.csv.'),
    "a passage without theme": (
        _swap("codings.csv", "Time", ""),
        "codings.csv, row 2, column theme: the cell is blank.",
    ),
    "perhaps to print": (_swap("codings.csv", "busy,no", "busy,perhaps"), '"perhaps" is neither yes nor no.'),
    "an amount in words": (
        _swap("costs.csv", "120.50", "many"),
        'costs.csv, row 2, column amount: "many" is no number.',
    ),
    "an amount with a comma": (_swap("costs.csv", "120.50", '"120,50"'), '"120,50" can be read in two ways'),
    "an amount below zero": (_swap("costs.csv", "120.50", "-1"), '"-1" is below zero.'),
    "no amount": (_swap("costs.csv", "120.50", ""), "costs.csv, row 2, column amount: the cell is blank."),
    "no item": (_swap("costs.csv", "Room", ""), "costs.csv, row 2, column item: the cell is blank."),
}


@pytest.mark.parametrize("spoil, sentence", BROKEN.values(), ids=BROKEN.keys())
def test_each_fault_gets_its_sentence(folder, capsys, spoil, sentence):
    before = inspect(folder)
    assert not before.faults
    spoil(folder)
    assert main(["check", str(folder)]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
    with pytest.raises(StudyError) as error:
        load_study(folder)
    assert sentence in str(error.value)


def test_a_sound_joint_display_is_read(folder):
    """An answer is known whatever its capitals; without one it is yes."""
    spoil = _topic(
        "{topic: Plans, domain: plans, question: useful, together: {pre_post: Complement}, reading: Both}\n"
        "  - {topic: Schools, statements: call_school, question: useful, answer: NO}"
    )
    spoil(folder)
    first, second = load_study(folder).joint_display
    assert (first.statements, first.answer, first.together) == (
        ("know_plan", "find_plan"),
        "Yes",
        (("pre_post", "complement"),),
    )
    assert (second.statements, second.answer, first.reading) == (("call_school",), "No", "Both")


def test_there_are_at_least_sixty_kinds():
    assert len(BROKEN) >= 60
    assert len({sentence for _, sentence in BROKEN.values()}) >= 60


def test_all_faults_of_all_files_come_in_one_pass(folder):
    for name in ("above the scale", "an interview twice", "no amount", "an unknown correction", "names by heading"):
        BROKEN[name][0](folder)
    said = "\n".join(map(str, inspect(folder).faults))
    for name in ("above the scale", "an interview twice", "no amount", "an unknown correction", "names by heading"):
        assert BROKEN[name][1] in said


def test_equal_faults_are_told_once_with_their_rows(folder):
    path = folder / "responses.csv"
    path.write_text(path.read_text().replace("post,", "after,"))
    faults = [fault for fault in inspect(folder).faults if fault.file == "responses.csv"]
    assert len(faults) == 1
    assert faults[0].rows == (4, 5)
    assert str(faults[0]).startswith('responses.csv, rows 4 and 5, column wave: "after" is none of the waves')

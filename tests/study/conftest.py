"""A small, sound study folder that each test may spoil in its own way."""

import pytest

STUDY = """\
title: A day on asthma plans
setting: An invented town
scale: {1: Strongly disagree, 2: Disagree, 3: Neither, 4: Agree, 5: Strongly agree}
off_scale: [Prefer not to say]
missing: ["", "-99"]
domains: {plans: Asthma plans, schools: Work with schools}
statements:
  - {id: know_plan, domain: plans, text: "I know what an asthma plan holds"}
  - {id: find_plan, domain: plans, text: "I find plans hard to come by", reversed: true}
  - {id: call_school, domain: schools, text: "I call schools when I need to"}
waves: [pre, post]
sessions: [1, 2]
design: unpaired
comparisons:
  pre_post: {first: {wave: pre}, second: {wave: post}}
alpha: 0.05
correction: {method: holm, family: all}
min_cell: 5
currency: GBP
price_year: 2020
questions:
  - {id: useful, text: "Was it useful?", kind: closed, answers: ["Yes", "No"]}
provenance: {responses.csv: invented}
"""
RESPONSES = """\
wave,session,respondent,sessions_attended,know_plan,find_plan,call_school
pre,1,P01,1,2,4,3
pre,2,P02,2,3,5,Prefer not to say
post,1,P01,1,4,2,4
post,2,P02,2,5,,5
"""
ATTENDANCE = "person,session,sector,organisation\nP01,1,Health,Clinic\nP02,2,School,None\n"
INTERVIEWS = "interview,session,sector,role,useful\nI1,1,Health,Nurse,Yes\nI2,2,School,,No\n"
CODINGS = (
    "interview,question,theme,subtheme,stance,coder,quote,ok_to_print\n"
    "I1,useful,Time,,negative,A,I never have time,yes\nI2,useful,Time,,negative,A,Too busy,no\n"
)
COSTS = "item,amount,unit,quantity,note\nRoom,120.50,day,2,\nTrainer,300,day,,quoted\n"


@pytest.fixture
def folder(tmp_path):
    """A study folder without any fault."""
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    tables = {
        "responses": RESPONSES,
        "attendance": ATTENDANCE,
        "interviews": INTERVIEWS,
        "codings": CODINGS,
        "costs": COSTS,
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path

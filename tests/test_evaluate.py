"""Scores count what they say they count; gold is held to the text it was made for."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from handmade import LINES, make_analysis
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import UsageError
from extractor.evaluate import Count, compare, score_document, to_baseline, totals
from extractor.gold import Gold, GoldRow, check_text, read_gold, read_gold_folder, rebased, text_sha256, write_gold

TEXT = make_analysis().document.text


def row(fact: str, words: str, provision_id: str, **data) -> GoldRow:
    start = TEXT.index(words)
    end = start + len(words)
    return GoldRow(fact, start, end, provision_id, {"fact": fact, "start": start, "end": end,
                                                    "provision_id": provision_id, **data})  # fmt: skip


def target(words="80%", **data):
    share = {"kind": "percentage", "comparator": "=", "direction": "level", "value": "80", "value_max": "", "unit": "%"}
    return row("target", words, "dieu_1__diem_a", **{
        "figure": words, "near": "hồ sơ được xử lý", **share, "year": 2025, "year_start": None, "status": "target",
        "scope": "", "keywords": ["hồ sơ", "môi trường" if data.pop("lost", False) else "trên mạng"], **data,
    })  # fmt: skip


def ranged(**data):
    share = {"kind": "count", "comparator": "range", "direction": "increase", "value": "12", "value_max": "15"}
    return target("12 - 15", **{**share, "unit": "điểm", "year": None, "keywords": ["hồ sơ"], **data})


def assignment(**data):
    name = {"agency": "Bộ Y tế", "agency_as_written": "Bộ Y tế"}
    return row(
        "assignment", "Bộ Y tế", "dieu_2", **{**name, "role": "lead", "deadline": "2025", "keywords": [], **data}
    )


def reference(words="điểm a Điều 1", **data):
    return row("reference", words, "dieu_2", **{"kind": "internal", "target_provision_id": "dieu_1__diem_a",
                                                "target_number": "", "relation": "cites", **data})  # fmt: skip


def cited(**data):
    number = {"kind": "document", "target_provision_id": "", "target_number": "20/2008/QH12"}
    return reference("Luật số 20/2008/QH12", **{**number, **data})


ALL = ("targets", "assignments", "references")


def gold(*rows: GoldRow, facts=ALL, **head) -> Gold:
    return Gold(
        Path("x.jsonl"), {"file": "a.txt", "text_sha256": text_sha256(TEXT), "facts": list(facts), **head}, rows
    )


EVERYTHING = (target(), ranged(), assignment(), reference(), cited())


def counts(*rows: GoldRow, facts=ALL, analysis=None, **head) -> dict[str, tuple[int, int, int]]:
    result = score_document(gold(*rows, facts=facts, **head), analysis or make_analysis())
    return {f: (c.right, c.missed, c.false) for f in ("target", "assignment", "reference") for c in [result.count(f)]}


def test_everything_right():
    result = score_document(gold(*EVERYTHING), make_analysis())
    assert counts(*EVERYTHING) == {"target": (2, 0, 0), "assignment": (1, 0, 0), "reference": (2, 0, 0)}
    assert result.errors == ()
    assert result.count("target").fields["whole"] == 2


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"value": "90"}, (1, 1, 1)),  # a wrong value is missed and false
        ({"value_max": "95"}, (2, 0, 0)),  # found, and the field is wrong
        ({"status": "result"}, (1, 0, 1)),  # a result called a target is false, and nothing is missed
        ({"optional": True}, (1, 0, 0)),
        ({"optional": True, "value": "90"}, (1, 0, 1)),
        ({"year": 2030}, (2, 0, 0)),
    ],
)
def test_targets(wrong, expected):
    assert counts(target(**wrong), ranged(), facts=["targets"])["target"] == expected


@pytest.mark.parametrize(
    ("wrong", "field", "whole"),
    [
        ({"unit": "người"}, "unit", False),
        ({"comparator": ">="}, "comparator", False),
        ({"direction": "increase"}, "direction", False),
        ({"year": None}, "year", False),
        ({"value_max": "95"}, "value", False),
        ({"kind": "rank"}, "kind", True),
        ({"scope": "cấp xã"}, "scope", True),
        ({"year_start": 2021}, "year_start", True),
        ({"lost": True}, "indicator", True),
    ],
)
def test_fields(wrong, field, whole):
    result = score_document(gold(target(**wrong), ranged()), make_analysis())
    count = result.count("target")
    assert (count.fields[field], count.fields["whole"]) == (1, 1 + whole)
    assert [e.fields for e in result.errors if e.fact == "target"] == [(field,)]


def test_a_wrong_provision_is_no_whole_target():
    elsewhere = target()
    result = score_document(gold(replace(elsewhere, provision_id="dieu_1"), ranged()), make_analysis())
    assert (result.count("target").right, result.count("target").fields["whole"]) == (2, 1)


def test_targets_of_a_control_are_false():
    assert counts(facts=["targets"]) == {"target": (0, 0, 2), "assignment": (0, 0, 0), "reference": (0, 0, 0)}


def test_one_gold_row_is_found_once():
    analysis = make_analysis()
    twice = replace(analysis, targets=(analysis.targets[0], *analysis.targets))
    assert counts(target(), ranged(), facts=["targets"], analysis=twice)["target"] == (2, 0, 1)


def test_rows_of_another_status_claim_nothing():
    analysis = make_analysis()
    told = replace(analysis, targets=(replace(analysis.targets[0], status="result"),))
    assert counts(target(status="result"), facts=["targets"], analysis=told)["target"] == (0, 0, 0)
    assert counts(facts=["targets"], analysis=told)["target"] == (0, 0, 0)
    assert counts(target(), facts=["targets"], analysis=told)["target"] == (0, 1, 0)


def test_two_figures_of_one_value_are_paired_by_place():
    analysis = make_analysis()
    swapped = replace(analysis, targets=(replace(analysis.targets[0], value=Decimal("12.0")), analysis.targets[1]))
    assert counts(target(), ranged(), facts=["targets"], analysis=swapped)["target"] == (1, 1, 1)


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({}, (1, 0, 0)),
        ({"role": "coordinate"}, (0, 1, 1)),
        ({"agency": "BYT"}, (1, 0, 0)),  # the same words in the text; the name is scored as a field
        ({"deadline": ""}, (1, 0, 0)),
        ({"optional": True, "role": "monitor"}, (0, 0, 1)),
    ],
)
def test_assignments(wrong, expected):
    assert counts(assignment(**wrong), facts=["assignments"])["assignment"] == expected


def test_one_agency_in_one_role_counts_once_a_provision():
    analysis = make_analysis()
    twice = replace(analysis, assignments=analysis.assignments * 2)
    assert counts(assignment(), facts=["assignments"], analysis=twice)["assignment"] == (1, 0, 0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([reference(), cited()], (2, 0, 0)),
        ([reference(target_provision_id="dieu_2"), cited()], (1, 1, 1)),
        ([reference(), cited(target_number="20/2008/qh12 ")], (2, 0, 0)),
        ([reference(), cited(target_number="21/2008/QH12")], (1, 1, 1)),
        ([cited()], (1, 0, 1)),
    ],
)
def test_references(rows, expected):
    assert counts(*rows, facts=["references"])["reference"] == expected


def test_within():
    rows = (assignment(), reference(), cited())
    assert counts(*rows, within=["dieu_2"]) == {"target": (0, 0, 0), "assignment": (1, 0, 0), "reference": (2, 0, 0)}
    assert counts(*rows, within=["dieu_1"]) == {"target": (0, 0, 2), "assignment": (0, 0, 0), "reference": (0, 0, 0)}


def test_only_annotated_kinds_are_scored():
    assert counts(facts=["references"])["target"] == (0, 0, 0)


# ---------------------------------------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (Count(), (None, None, None)),
        (Count(missed=1), (None, 0.0, 0.0)),
        (Count(false=1), (0.0, None, 0.0)),
        (Count(3, 1, 1), (0.75, 0.75, 0.75)),
    ],
)
def test_undefined_scores_are_none(count, expected):
    assert (count.precision, count.recall, count.f1) == expected
    assert Count().share("year") is None


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_the_harmonic_mean(right, missed, false):
    count = Count(right, missed, false)
    if count.precision and count.recall:
        assert count.f1 == pytest.approx(2 / (1 / count.precision + 1 / count.recall))


def test_totals_by_half():
    results = [score_document(gold(*EVERYTHING, half=half), make_analysis()) for half in ("tune", "report", "tune")]
    sums = totals(results, lambda result, kind: [result.gold.head["half"]])
    assert {key: count.right for key, count in sums.items() if key[0] == "target"} == {
        ("target", "report"): 2,
        ("target", "tune"): 4,
    }


def test_gains_and_losses():
    before = score_document(gold(target(value="90"), *EVERYTHING[1:]), make_analysis())
    after = score_document(gold(target(year=2030), *EVERYTHING[1:-1], cited(target_number="1/NQ")), make_analysis())
    change = compare(json.loads(json.dumps(to_baseline([before]))), to_baseline([after]))
    assert [key.split()[1] for key in change.gains] == ["false", "missed"]
    assert sorted(key.split()[1] for key in change.losses) == ["false", "missed", "wrong"]
    assert change.worse == ("reference F1", "target wholly right") or change.worse == ("reference F1",)
    assert change.scores["target F1"] == (0.5, 1.0)


def test_a_baseline_holds_no_words():
    baseline = json.dumps(to_baseline([score_document(gold(target(value="90")), make_analysis())]), ensure_ascii=False)
    assert "hồ sơ" not in baseline
    assert "dieu_1__diem_a" in baseline


def test_documents_that_are_not_here_are_not_a_loss():
    result = score_document(gold(*EVERYTHING), make_analysis())
    baseline = {**to_baseline([result]), "elsewhere.pdf": {"counts": {"target": [9, 0, 0, 9]}, "errors": []}}
    change = compare(baseline, to_baseline([result]))
    assert (change.worse, change.absent) == ((), ("elsewhere.pdf",))


# ---------------------------------------------------------------------------------------------- gold files


def test_gold_goes_through_a_file(tmp_path):
    made = replace(gold(*EVERYTHING), path=tmp_path / "a.jsonl")
    write_gold(made)
    assert read_gold(made.path) == made
    assert read_gold_folder(tmp_path) == [made]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "head must say"),
        ("{}", "head must say"),
        ("nonsense", ":1: not a JSON object"),
        ('{"file": "a", "text_sha256": "", "facts": []}\n{"fact": "goal"}', ":2: needs fact"),
    ],
)
def test_broken_gold(tmp_path, text, message):
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_gold(tmp_path / "a.jsonl")


def test_another_text_fails_loudly():
    with pytest.raises(UsageError, match=r"x\.jsonl.*--rebase"):
        check_text(gold(*EVERYTHING), TEXT + "x")


def test_rebase(tmp_path):
    lines = ("Mới thêm: 80% việc khác, 12 - 15 và Bộ Y tế ở đầu.", *LINES)
    moved_text = make_analysis(lines=lines).document.text
    moved, lost = rebased(gold(*EVERYTHING), moved_text)
    assert lost == []
    offset = moved_text.index(LINES[0])
    share = next(r for r in moved.rows if r.data.get("figure") == "80%")
    assert share.start == target().start + offset  # by the words beside it, not the first 80%
    assert {
        r.start - old.start for r in moved.rows for old in EVERYTHING if r.key.split()[2:] == old.key.split()[2:]
    } == {offset}


def test_rebase_says_what_it_lost(tmp_path):
    said: list[str] = []
    made = replace(gold(target(), assignment()), path=tmp_path / "a.jsonl")
    check_text(made, TEXT.replace("80%", "81%"), rebase=True, say=said.append)
    assert "not found anew" in said[0]
    assert "1 of 2" in said[1]

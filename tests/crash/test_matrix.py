"""A share of the crash matrix, for every run of the tests; `./kiosk crash` is the whole of it.

Faults 1, 4 and 16; I9, I10, I11.
"""

import random
from dataclasses import replace
from itertools import islice, pairwise

import pytest

from kiosk_app.domain.facts import (
    Booted,
    CardCompleted,
    ConfirmationDelivered,
    JournalSummed,
    NoteCredited,
    SaleEnded,
    WriteBegun,
)
from kiosk_app.journal import storage, summary
from tests.crash import disk, oracle
from tests.crash.disk import Disk
from tests.crash.matrix import Scene, Share, drawn, recorded, recoveries, run
from tests.crash.program import SUMMARY
from tests.crash.recording import Created, FolderSynced, Marked, Renamed, Resized, Step, Synced, Written
from tests.crash.terms import CONTROLS, OFTEN, PLANTED, PRODUCT

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def scene() -> Scene:
    return recorded("product")


def test_the_matrix_runs_on_the_products_own_terms() -> None:
    assert PRODUCT.pragmas == (*storage.PRAGMAS, OFTEN)
    assert PRODUCT.options == storage.OPTIONS
    assert PRODUCT.room <= storage.ROOM
    assert PRODUCT.every <= summary.EVERY


def test_the_story_holds_a_cash_sale_a_card_sale_and_a_recovery(scene: Scene) -> None:
    kinds = [type(fact) for fact in scene.story.facts]
    assert kinds.count(NoteCredited) == 4
    assert kinds.count(SaleEnded) == 3
    assert kinds.count(WriteBegun) == 2
    assert {CardCompleted, ConfirmationDelivered} <= set(kinds)
    assert scene.story.ledgers[-1].open_sales == {}


def test_the_story_sums_up_at_rest_and_in_a_start_after_a_cut_with_appends_all_around(scene: Scene) -> None:
    facts = scene.story.facts
    places = [n for n, fact in enumerate(facts) if isinstance(fact, JournalSummed)]
    assert [isinstance(facts[n - 1], Booted) for n in places] == [False, True, False]
    assert places[0] > 8
    assert len(facts) - places[-1] > 8
    assert min(later - sooner for sooner, later in pairwise(places)) > 8


def test_a_summary_is_written_beside_the_journal_and_nobody_waits_for_the_disk(scene: Scene) -> None:
    named = [(n, step) for n, step in enumerate(scene.steps) if isinstance(step, Renamed)]
    assert len(named) == 3
    for n, step in named:
        made, emptied, written = scene.steps[n - 3 : n]
        assert step.new == SUMMARY
        assert [made, emptied] == [Created(step.old, step.inode), Resized(step.inode, 0)]
        assert isinstance(written, Written)
        assert written.inode == step.inode
        assert written.data in scene.strangers, "whole, in one call"
        assert scene.steps[n + 1] == Marked("begin"), "its row is appended next"
        assert Synced(step.inode) not in scene.steps


def test_i9_every_append_is_synced_between_its_beginning_and_its_acknowledgement(scene: Scene) -> None:
    since: list[Step] = []
    for step in scene.steps:
        if isinstance(step, Marked) and step.text.startswith("ack"):
            writes = [n for n, each in enumerate(since) if isinstance(each, Written)]
            syncs = [n for n, each in enumerate(since) if isinstance(each, Synced)]
            assert writes, "an append writes"
            assert syncs, "and syncs"
        since = [] if isinstance(step, Marked) else [*since, step]


def test_i9_i10_i11_no_cut_loses_a_row_nor_a_second_one_nor_a_third(scene: Scene) -> None:
    first = run([scene], Share(6, 3, 1))
    second_scenes = recoveries(drawn(first, [scene], 6), "product", "second cut")
    second = run(second_scenes, Share(3, 2))
    third = run(recoveries(drawn(second, second_scenes, 3), "product", "third cut"), Share(2, 2))

    assert first.problems + second.problems + third.problems == []
    assert first.bad + second.bad + third.bad == 0
    assert len(first.images | second.images | third.images) > 2_000
    assert min(first.summaries[fate] for fate in ("believed", "passed_over", "made")) > 300
    assert min(second.summaries[fate] for fate in ("believed", "passed_over", "made")) > 20


@pytest.mark.parametrize("terms", CONTROLS)
def test_a_journal_on_terms_that_lose_rows_is_seen_to_lose_them(terms: str) -> None:
    whole = recorded(terms)
    shortened = replace(whole, steps=whole.steps[: len(whole.steps) // 3])
    found = run([shortened], Share(1, 0))
    assert found.bad > 10
    assert "acknowledged" in " ".join(found.problems)


@pytest.mark.parametrize("bug", PLANTED)
def test_a_bug_that_is_planted_in_the_summary_is_seen(bug: str) -> None:
    whole = recorded(bug)
    (first, *_) = [n for n, step in enumerate(whole.steps) if isinstance(step, Renamed)]
    found = run([replace(whole, steps=whole.steps[: first + 24], cut_from=first - 24)], Share(6, 0, 1))
    assert found.bad > 2
    assert "summary" in " ".join(found.problems) or "the ledger is not" in " ".join(found.problems)


# --- the model of the disk ---

BEGUN = Disk({0: b"old old "}, {"a": 0})


def images(steps: list[Step], coming: Step) -> set[disk.Image]:
    now = BEGUN
    for step in steps:
        now = now.after(step)
    return set(islice(disk.power_cut(now, coming, random.Random(1)), 200))


def test_what_was_synced_is_there_after_every_cut() -> None:
    after = images([Written(0, 0, b"new"), Synced(0)], Marked("end"))
    assert after == {(("a", b"new old "),)}


def test_what_was_not_synced_may_be_there_or_not() -> None:
    after = images([Written(0, 0, b"new"), Written(0, 4, b"new")], Marked("end"))
    assert {content for ((_, content),) in after} == {b"old old ", b"new old ", b"old new ", b"new new "}


def test_a_write_in_progress_may_be_there_sector_by_sector() -> None:
    after = images([], Written(0, 0, b"x" * 1024))
    assert {content[:1] + content[512:513] for ((_, content),) in after} == {b"o", b"o\0", b"ox", b"xx", b"x"} - {
        b"o\0"
    }


def test_a_new_name_is_there_for_sure_only_once_its_folder_is_synced() -> None:
    steps: list[Step] = [Created("b", 1), Written(1, 0, b"new"), Synced(1)]
    assert {len(image) for image in images(steps, Marked("end"))} == {1, 2}
    assert {len(image) for image in images([*steps, FolderSynced()], Marked("end"))} == {2}


def test_a_file_that_is_renamed_over_another_may_have_either_name_both_or_none() -> None:
    steps: list[Step] = [Created("b", 1), Written(1, 0, b"new"), Renamed("b", "a", 1)]
    found = images(steps, Marked("end"))
    assert (("a", b"old old "),) in found, "nothing of it"
    assert (("a", b"new"),) in found, "all of it"
    assert (("a", b""),) in found, "the name without the bytes: nobody has synced them"
    assert (("a", b"new"), ("b", b"new")) in found
    assert {name for image in images([*steps, Synced(1), FolderSynced()], Marked("end")) for name in image} == {
        ("a", b"new")
    }


def test_what_nobody_syncs_may_be_missing_whatever_was_synced_later() -> None:
    steps: list[Step] = [Created("b", 1), Written(1, 0, b"b"), Written(0, 0, b"new"), Synced(0), Written(0, 4, b"new")]
    found = images(steps, Marked("end"))
    assert {dict(image)["a"] for image in found} == {b"new old ", b"new new "}
    assert {dict(image).get("b") for image in found if dict(image)["a"] == b"new old "} == {None, b"", b"b"}
    assert {dict(image).get("b") for image in found if dict(image)["a"] == b"new new "} == {None, b"", b"b"}


def test_a_cut_off_file_may_be_long_again() -> None:
    assert {content for ((_, content),) in images([Resized(0, 3)], Marked("end"))} == {b"old", b"old old "}


def test_a_kill_leaves_whole_pages_of_the_write_it_fell_into() -> None:
    found = list(disk.killed(BEGUN.after(Written(0, 0, b"new")), Written(0, 4096 - 8, bytes(8 + 4096))))
    assert [len(dict(image)["a"]) for image in found] == [8, 4096]
    assert dict(found[0])["a"] == b"new old "


def test_boundaries_are_the_calls_that_change_something(scene: Scene) -> None:
    assert oracle.boundaries([Marked("begin"), Written(0, 0, b"x"), Synced(0), Marked("ack 1")]) == 2
    assert oracle.boundaries(scene.steps) > 250

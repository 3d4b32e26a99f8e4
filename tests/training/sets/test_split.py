"""The split: never a page in two, the same every time, balanced, twins together."""

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from apps.training.sets.split import TEST, TRAIN, VALIDATION, Page, one_page_lines, propose

pages = st.lists(
    st.builds(
        Page,
        key=st.integers(0, 10_000),
        lines=st.integers(0, 60),
        kind=st.sampled_from("abc"),
        group=st.one_of(st.none(), st.integers(0, 3)),
        fixed=st.sampled_from([None, None, None, TRAIN, VALIDATION, TEST]),
        may_test=st.booleans(),
    ),
    max_size=60,
    unique_by=lambda page: page.key,
)


@given(pages, st.integers(0, 1000))
def test_each_page_stands_in_one_split_and_the_draw_is_the_same_again(
    found: list[Page], seed: int
) -> None:
    placed = propose(found, seed=seed)
    assert set(placed) == {page.key for page in found}
    assert set(placed.values()) <= {TRAIN, VALIDATION, TEST}
    assert propose(found[::-1], seed=seed) == placed


@given(pages, st.integers(0, 1000))
def test_people_are_obeyed_twins_stay_together_and_known_pages_test_nothing(
    found: list[Page], seed: int
) -> None:
    placed = propose(found, seed=seed)
    groups: dict[int, set[str]] = defaultdict(set)
    for page in found:
        if page.fixed:
            assert placed[page.key] == page.fixed
        elif page.group is not None:
            groups[page.group].add(placed[page.key])
        elif not page.may_test:
            assert placed[page.key] != TEST
    assert all(len(splits) == 1 for splits in groups.values())


@given(st.lists(st.integers(1, 60), min_size=3, max_size=80), st.integers(0, 1000))
def test_every_split_has_a_page_and_most_lines_are_learned(lines: list[int], seed: int) -> None:
    found = [Page(key, count) for key, count in enumerate(lines)]
    placed = propose(found, seed=seed)
    share: Counter[str] = Counter()
    for page in found:
        share[placed[page.key]] += page.lines
    assert set(share) == {TRAIN, VALIDATION, TEST}
    if len(lines) >= 20:
        assert share[TRAIN] > sum(lines) / 2


@given(st.integers(0, 1000))
def test_large_sets_are_balanced_by_kind(seed: int) -> None:
    found = [Page(key, 25 + key % 7, "ab"[key % 4 == 0]) for key in range(200)]
    placed = propose(found, seed=seed)
    for kind in "ab":
        of_kind = [page for page in found if page.kind == kind]
        for split in (VALIDATION, TEST):
            lines = sum(page.lines for page in of_kind if placed[page.key] == split)
            assert 0.07 < lines / sum(page.lines for page in of_kind) < 0.13


def test_two_pages_are_one_to_learn_from_and_one_to_judge_by() -> None:
    placed = propose([Page(1, 20), Page(2, 20)], seed=1)
    assert sorted(placed.values()) == [TRAIN, VALIDATION]
    assert propose([Page(1, 20)], seed=1) == {1: TRAIN}


def test_more_pages_move_no_page_that_was_placed_by_hand() -> None:
    first = propose([Page(key, 20) for key in range(10)], seed=4)
    fixed = [Page(key, 20, fixed=split) for key, split in first.items()]
    later = propose([*fixed, *(Page(key, 20) for key in range(10, 30))], seed=4)
    assert first.items() <= later.items()
    assert Counter(later.values()) == {TRAIN: 24, VALIDATION: 3, TEST: 3}


@given(st.integers(2, 500), st.integers(0, 1000))
def test_a_tenth_of_the_lines_of_an_only_page(count: int, seed: int) -> None:
    kept = one_page_lines(count, seed=seed)
    assert len(kept) == max(1, round(count / 10))
    assert kept == one_page_lines(count, seed=seed)

import pytest

from emergestudy.audit.errata_seen import SEEN
from emergestudy.data import load


def test_what_is_seen_belongs_to_an_erratum():
    assert set(SEEN) <= set(load("wei2022_errata")["erratum"])


@pytest.mark.parametrize(
    ("erratum", "holds"),
    [
        (1, "printed 2.65e+22, 6ND 2.65e+23"),
        (2, "3 of 4 points moved"),
        (4, "19, 13.6, 10.7, 7.16 against 19.5, 14.3, 10.8, 8.12"),
        (5, "2.9e+10"),
        (6, "12 LaMDA models in Fig. 11A, 13 in Fig. 2A"),
        (9, "26, 27.5, 28, 65.8 against 26.6"),
        (18, "repeated-interaction 4 of 5, context-length 5 of 8, visual-reasoning"),
        (19, "25 tasks listed, 23 without"),
        (23, "11.8, 20.7; printed 0.4, 1.9, 1.6, 8.2, 14.3"),
        (24, "chowdhery2022palm 54"),
    ],
)
def test_the_tables_show_both_readings(erratum, holds):
    assert holds in SEEN[erratum]()


def test_a_changed_number_changes_what_is_seen(change):
    change("models", "model == 'Anthropic LM 52B'", "train_flops_printed", "2.65e+23")
    assert SEEN[1]() == "printed 2.65e+23, 6ND 2.65e+23"

import pytest

from emergestudy.audit.errata import errata_table, mention
from emergestudy.errors import UsageError


@pytest.fixture(scope="module")
def errata():
    return errata_table()


def test_every_erratum_has_two_readings_and_the_one_used(errata):
    columns = ["where", "one_reading", "other_reading", "used", "effect"]
    assert errata[columns].notna().all().all()
    assert errata["erratum"].tolist() == list(range(1, len(errata) + 1))
    assert len(errata) >= 16


def test_a_word_can_be_searched_for(errata):
    found = mention(errata, "Chinchilla")
    assert 0 < len(found) < len(errata)
    assert len(mention(errata, "")) == len(errata)
    with pytest.raises(UsageError, match="no erratum mentions 'Llama'"):
        mention(errata, "Llama")

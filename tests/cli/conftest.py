import pytest
from click.testing import CliRunner

from emergestudy.cli import main


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, [str(a) for a in arguments])

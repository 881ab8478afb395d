import base64

from emergestudy.engine.outputs import Outputs, Stream


def test_text_of_one_stream_joins_and_streams_stay_apart():
    outputs = Outputs()
    for name, text in [("stdout", "a"), ("stdout", "b"), ("stderr", "c")]:
        outputs.stream(name, text)
    assert [(o["name"], o["text"]) for o in outputs] == [
        ("stdout", "ab"),
        ("stderr", "c"),
    ]


def test_a_result_has_a_count_and_bytes_become_base64():
    outputs = Outputs()
    outputs.display({"image/png": b"\x00"}, count=3)
    outputs.display({"text/plain": "x"}, {"a": 1})
    result, display = outputs
    assert (result["output_type"], result["execution_count"]) == ("execute_result", 3)
    assert base64.b64decode(result["data"]["image/png"]) == b"\x00"
    assert display == {
        "output_type": "display_data", "data": {"text/plain": "x"},
        "metadata": {"a": 1},
    }  # fmt: skip


def test_a_labeled_display_can_be_replaced():
    outputs = Outputs()
    outputs.display({"text/plain": "old"}, label="id")
    outputs.update("id", {"text/plain": "new"})
    outputs.update("other", {"text/plain": "lost"})
    assert [o["data"]["text/plain"] for o in outputs] == ["new"]


def test_outputs_are_cleared_now_or_with_the_next_one():
    outputs = Outputs()
    outputs.stream("stdout", "a")
    outputs.clear_output(wait=True)
    assert len(outputs) == 1
    outputs.stream("stdout", "b")
    assert [o["text"] for o in outputs] == ["b"]
    outputs.clear_output()
    assert outputs == []


def test_a_stream_writes_to_the_cell_that_runs():
    class Owner:
        outputs = Outputs()

    stream = Stream("stderr", Owner)
    print("careful", file=stream)
    assert Owner.outputs[0]["text"] == "careful\n"
    assert not stream.isatty()

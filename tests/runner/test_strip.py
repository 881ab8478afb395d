from emergestudy.runner.strip import strip_noise


def test_only_the_noise_goes():
    cell = {
        "metadata": {
            "papermill": {"duration": 1},
            "execution": {"iopub.status.idle": "now"},
            "tags": ["parameters"],
            "mystnb": {"image": {"alt": "curve"}},
        },
        "outputs": [{"text": "3"}],
    }
    bare = {"metadata": {"tags": []}}
    notebook = {"metadata": {"papermill": {}, "language_info": {"version": "3.11"}}}
    stripped = strip_noise({**notebook, "cells": [cell, bare]})
    assert stripped["cells"][0]["metadata"] == {
        "tags": ["parameters"],
        "mystnb": {"image": {"alt": "curve"}},
    }
    assert stripped["cells"][0]["outputs"] == [{"text": "3"}]
    assert stripped["cells"][1]["metadata"] == {}
    assert stripped["metadata"]["language_info"] == {"name": "python"}

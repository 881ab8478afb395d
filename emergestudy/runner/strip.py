"""Remove the noise of a run, so that the same run gives the same file."""

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def strip_noise(notebook: dict) -> dict:
    """Drop times, paths, versions and other traces of one particular run.

    Parameters
    ----------
    notebook : dict
        An executed notebook; it is changed in place.

    Returns
    -------
    dict
        The same notebook. Sources, outputs and tags are untouched.
    """
    notebook["metadata"] = {
        "kernelspec": dict(KERNEL),
        "language_info": {"name": "python"},
    }
    for cell in notebook["cells"]:
        for key in ("papermill", "execution", "scrolled", "collapsed"):
            cell["metadata"].pop(key, None)
        if cell["metadata"].get("tags") == []:
            del cell["metadata"]["tags"]
    return notebook

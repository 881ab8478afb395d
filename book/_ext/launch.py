"""Buttons that open a chapter in JupyterLab or Colab, once the address is known."""


def without_address(app, config):
    """Leave the buttons out while `repository.url` in ``_config.yml`` is empty."""
    options = config.html_theme_options
    if not options.get("repository_url"):
        options["launch_buttons"] = {}


def setup(app):
    app.connect("config-inited", without_address)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

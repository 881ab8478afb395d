"""The ``facilitator`` directive: folded notes that a book for participants lacks."""

from sphinx_design.dropdown import DropdownDirective


class Facilitator(DropdownDirective):
    """Fold notes for the facilitator, or leave them out (``hide_notes``)."""

    optional_arguments = 0
    option_spec = None

    def run_with_defaults(self):
        if self.env.config.hide_notes:
            return []
        self.arguments = ["For the facilitator"]
        self.options = {"color": "light", "class-container": ["facilitator"]}
        return super().run_with_defaults()


def setup(app):
    app.setup_extension("sphinx_design")
    app.add_config_value("hide_notes", False, "env", bool)
    app.add_directive("facilitator", Facilitator)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

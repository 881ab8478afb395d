"""Keep of the theme's icons those that a page shows: 80 kB instead of 1.5 MB."""

import re
from pathlib import Path

SCRIPT = "fontawesome.js"
# "name":[width,height,["alias"],"code","path" or ["path","path"]]
ICON = re.compile(
    r'"?([\w-]+)"?:\[\d+,\d+,(\[[^\]]*\]),"[0-9a-f]+",(?:"[^"]*"|\[[^\]]*\])\](,?)'
)


def used_icons(out):
    """Return the names of icons in the pages and in the theme's own scripts."""
    pages = [p for p in out.rglob("*.html") if "_static" not in p.parts]
    scripts = [p for p in (out / "_static").rglob("*.js") if p.name != SCRIPT]
    texts = [p.read_text(encoding="utf-8") for p in pages + scripts]
    return {name for text in texts for name in re.findall(r"\bfa-([a-z0-9-]+)", text)}


def keep(text, used):
    """Return the script with the icons that are used, under any of their names."""

    def chosen(found):
        names = {found[1], *re.findall(r'"([^"]+)"', found[2])}
        return found[0] if names & used else ""

    return ICON.sub(chosen, text)


def drop_icons(app, error):
    out = Path(app.outdir)
    script = out / "_static" / "scripts" / SCRIPT
    if error is None and app.builder.format == "html" and script.is_file():
        text = script.read_text(encoding="utf-8")
        script.write_text(keep(text, used_icons(out)), encoding="utf-8")


def setup(app):
    app.connect("build-finished", drop_icons)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

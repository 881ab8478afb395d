async (all) => {
  // Tell what axe-core calls serious or critical, of all rules or of those on colors.
  // Colors take most of its time. Elements with the same tags, classes and
  // styles up to the body look the same, so one of each look is enough.
  const words = (e) => [...e.childNodes].some(
    (n) => n.nodeType === 3 && n.textContent.trim());
  const look = (e) => {
    let found = "";
    for (; e !== document.body; e = e.parentElement) {
      const even = e.tagName === "TR" ? e.rowIndex % 2 : "";
      found += [e.tagName, e.getAttribute("class"), e.getAttribute("style"), even, "/"];
    }
    return found;
  };
  const looks = new Map();
  for (const e of document.querySelectorAll("body *"))
    if (words(e) && e.checkVisibility()) looks.set(look(e), e);
  const short = {resultTypes: ["violations"], preload: false};
  const colors = ["color-contrast", "link-in-text-block"];
  const others = Object.fromEntries(colors.map((rule) => [rule, {enabled: false}]));
  const runs = all ? [await axe.run(document, {...short, rules: others})] : [];
  if (looks.size)
    runs.push(await axe.run({include: [...looks.values()]},
      {...short, runOnly: {type: "rule", values: colors}}));
  const found = [];
  for (const rule of runs.flatMap((run) => run.violations))
    if (["serious", "critical"].includes(rule.impact))
      for (const {html, failureSummary} of rule.nodes.slice(0, 5))
        found.push([rule.impact, rule.id, html.slice(0, 150),
          ...failureSummary.split("\n").slice(1, 3)].join(" | "));
  return found;
}

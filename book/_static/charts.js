// Charts that answer: each box holds its Vega-Lite specification as JSON.
(function () {
  "use strict";
  const here = document.currentScript.src;
  let loading = null;

  // The library is large: it is fetched when the first chart comes near the window.
  function library() {
    loading = loading || new Promise((ready, failed) => {
      const tag = document.createElement("script");
      tag.src = here.replace(/charts\.js.*$/, "vega.js");
      tag.onload = ready;
      tag.onerror = failed;
      document.head.appendChild(tag);
    });
    return loading;
  }

  const part = (figure, name) => figure.querySelector(`.chart-${name}`);
  const read = (figure) => JSON.parse(figure.querySelector("script").textContent);
  const controls = (spec) => spec.params.filter((param) => param.bind);
  const key = (figure, name) => `${figure.id.slice(6)}.${name}`; // few_shot.task

  // Take the width that there is: panels side by side where they have room, and lower
  // on a phone, so that controls, points and legend are seen at once.
  function fitted(spec, room) {
    spec.config.legend.columns = room > 420 ? 3 : 2;
    if (room < 420 && spec.height) spec.height *= 0.6;
    spec.title.limit = room - 60;
    if (spec.concat) {
      spec.columns = room > 640 ? spec.columns : 1;
      spec.concat.forEach((panel) => { panel.width = room / spec.columns - 75; });
    } else {
      spec.width = room;
    }
    return spec;
  }

  // The state of a chart is in the address, so that it can be sent.
  function told(figure, spec) {
    const query = new URLSearchParams(location.search);
    controls(spec).forEach((param) => {
      const text = query.get(key(figure, param.name));
      if (text === null) return;
      const {options, min, max} = param.bind, kind = typeof param.value;
      let value = kind === "boolean" ? text === "true" : text;
      if (kind === "number") value = Math.min(Math.max(Number(text), min), max);
      if (options ? options.includes(value) : !Number.isNaN(value)) param.value = value;
    });
    return spec;
  }

  function remember(figure) {
    const query = new URLSearchParams(location.search);
    controls(read(figure)).forEach(({name, value}) => {
      const now = figure.view.signal(name);
      query.delete(key(figure, name));
      if (now !== value) query.set(key(figure, name), now);
    });
    const text = String(query) && `?${query}`;
    part(figure, "link").href = `${location.pathname}${text}#${figure.id}`;
    try {
      history.replaceState(history.state, "", location.pathname + text + location.hash);
    } catch (error) { /* some browsers refuse this for files */ }
  }

  // What the marks of the role "result" say stands below the chart as text, too.
  function readOut(box, place) {
    // Parts without a name, such as the frame of a brush, say nothing to a screen reader.
    box.querySelectorAll('svg [role^="graphics"]:not([aria-label])').forEach(
      (mark) => mark.removeAttribute("role"));
    const marks = [...box.querySelectorAll('[aria-roledescription="result"]')];
    const said = marks.map((mark) => mark.getAttribute("aria-label")).filter(Boolean);
    const text = said.length ? `${said.join(";\n")}.` : "";
    if (place.textContent !== text) place.textContent = text;
  }

  // The axis of a scale that can be chosen is named after it.
  function named(vega) {
    const chosen = (vega.signals || []).some(({name}) => name === "along");
    (vega.axes || []).filter((axis) => chosen && axis.scale === "x" && !axis.grid).forEach(
      (axis) => {
        axis.title = {signal: "upper(slice(along, 0, 1)) + slice(along, 1) + ', log scale'"};
      });
    return vega;
  }

  // Points and bars say what they are when they are tapped, or reached by the arrow keys.
  function hint(figure) {
    const what = figure.querySelector("[aria-roledescription=interval]") ? " or a bar" : "";
    return matchMedia("(hover: hover)").matches
      ? `Click a point${what}, or walk through them with the arrow keys: here it says what it is.`
      : `Tap a point${what}: here it says what it is.`;
  }

  function pointsOf(box) {
    const marks = box.querySelectorAll(
      ".mark-symbol path[aria-label], [aria-roledescription=interval]");
    const seen = [...marks].filter((mark) =>
      Number(mark.getAttribute("opacity") ?? 1) > 0.3 &&
      mark.getAttribute("aria-roledescription") !== "result");
    return seen.map((mark) => {
      const at = mark.getBoundingClientRect();
      return {mark, at, x: at.x + at.width / 2, y: at.y + at.height / 2};
    }).sort((a, b) => a.x - b.x || a.y - b.y);
  }

  function say(figure, point) {
    figure.querySelectorAll(".pointed").forEach((old) => old.classList.remove("pointed"));
    point?.mark.classList.add("pointed");
    part(figure, "point").textContent = point?.mark.getAttribute("aria-label") ?? hint(figure);
  }

  function listen(figure, box) {
    new MutationObserver(() => readOut(box, part(figure, "answer"))).observe(box, {
      subtree: true, childList: true, attributes: true,
      attributeFilter: ["aria-label", "opacity"]
    });
    box.onclick = (event) => {
      const out = (low, high, at) => Math.max(low - at, 0, at - high);
      const far = ({at}) => Math.hypot(
        out(at.left, at.right, event.clientX), out(at.top, at.bottom, event.clientY));
      const near = pointsOf(box).filter((point) => far(point) < 20);
      const thin = ({mark}) => mark.tagName === "line"; // a point on a bar comes first
      say(figure, near.sort((a, b) => far(a) - far(b) || thin(a) - thin(b))[0]);
    };
    box.onkeydown = (event) => {
      const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
      if (!step || event.target.tagName === "INPUT") return;
      const points = pointsOf(box);
      const now = points.findIndex(({mark}) => mark.classList.contains("pointed"));
      const next = now < 0 && step < 0 ? points.length - 1 : now + step;
      say(figure, points[Math.min(Math.max(next, 0), points.length - 1)]);
      event.preventDefault();
    };
  }

  async function draw(figure, spec) {
    const box = figure.querySelector(".vega-chart");
    figure.view?.finalize();
    figure.room = box.clientWidth;
    const bind = part(figure, "controls");
    bind.replaceChildren();
    const how = {actions: false, renderer: "svg", bind, patch: named};
    const made = await vegaEmbed(box, fitted(spec, figure.room), how);
    const svg = box.querySelector("svg");
    svg.setAttribute("tabindex", "0");
    figure.view = made.view;
    say(figure);
    readOut(box, part(figure, "answer"));
    controls(spec).forEach(({name}) =>
      made.view.addSignalListener(name, () => { say(figure); remember(figure); }));
    remember(figure);
    figure.classList.add("chart-ready");
  }

  // Draw again with the controls as they are, for another width.
  function again(figure) {
    const spec = read(figure);
    controls(spec).forEach((param) => { param.value = figure.view.signal(param.name); });
    return draw(figure, spec);
  }

  function rowsOf(spec) {
    const inline = (spec.layer || []).map((layer) => layer.data?.values || []);
    const stored = [...Object.values(spec.datasets || {}), ...inline];
    const most = stored.sort((a, b) => b.length - a.length)[0] || [];
    const names = Object.keys(most[0] || {});
    return [names, ...most.map((row) => names.map((name) => String(row[name] ?? "")))];
  }

  function tools(figure) {
    const line = part(figure, "tools"), name = figure.id;
    const button = (text, act) => {
      make("button", text, line, {type: "button"}).onclick = act;
    };
    const link = make("a", "Link to this state", line, {className: "chart-link", href: "#"});
    button("Reset", () => draw(figure, read(figure)));
    button("SVG", async () => save(`${name}.svg`, await figure.view.toSVG(), "image/svg+xml"));
    button("PNG", async () => {
      const href = await figure.view.toImageURL("png", 2);
      make("a", "", null, {href, download: `${name}.png`}).click();
    });
    button("Data as CSV", () => save(`${name}.csv`, csv(rowsOf(read(figure))), "text/csv"));
    const told = make("span", "", line, {role: "status"});
    link.onclick = async (event) => {
      event.preventDefault();
      try {
        await navigator.clipboard.writeText(link.href);
        told.textContent = "Link copied.";
      } catch (error) { // not allowed here: show it, to be copied by hand
        told.textContent = link.href;
      }
    };
  }

  async function show(figure) {
    try {
      await library();
      tools(figure);
      listen(figure, figure.querySelector(".vega-chart"));
      await draw(figure, told(figure, read(figure)));
    } catch (error) {
      part(figure, "answer").textContent =
        `The chart could not be drawn (${error.message || "its script is missing"}).` +
        " The figures of this page hold the same numbers.";
      return;
    }
    let waits = 0;
    new ResizeObserver(([{contentRect}]) => {
      clearTimeout(waits);
      if (Math.abs(contentRect.width - figure.room) < 2 || !contentRect.width) return;
      waits = setTimeout(() => again(figure), 150);
    }).observe(figure.querySelector(".vega-chart"));
  }

  const near = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach(({target}) => {
      near.unobserve(target);
      show(target);
    });
  }, { rootMargin: "400px" });
  document.querySelectorAll("figure.chart").forEach((figure) => near.observe(figure));
})();

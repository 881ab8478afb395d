// The page of 'emergestudy analyze': a panel a task, drawn where it comes into view.
(function () {
  "use strict";
  var FIRST = 24; // panels shown before a reader asks for more
  var make = window.report.make, filter = window.report.filter;

  var data = JSON.parse(document.getElementById("curves").textContent);
  var figure = document.querySelector("figure.panels");
  if (!figure || !data.panels.length) return;
  var names = Object.keys(data.families);
  var grid = make("div", "grid"), legend = make("ul", "legend");

  function symbol(look) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    var path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "-1.3 -1.3 2.6 2.6");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", look[1]);
    path.setAttribute("fill", look[0]);
    path.setAttribute("stroke", look[0]);
    path.setAttribute("stroke-width", "0.1");
    svg.append(path);
    return svg;
  }
  names.forEach(function (name) {
    var entry = make("li");
    entry.append(symbol(data.families[name]), name);
    legend.append(entry);
  });

  // Up to four places with room for their labels, round numbers first.
  function ticks(low, high) {
    var found = [], span = Math.log10(high / low), from = Math.floor(Math.log10(low));
    [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]].some(function (parts) {
      found = [];
      for (var power = from; power <= Math.log10(high); power++)
        parts.forEach(function (part) {
          var value = Number(part + "e" + power);
          if (value >= low && value <= high) found.push(value);
        });
      return found.length > 1;
    });
    return found.filter(function (value, i) {
      var last = i ? Math.floor(Math.log10(value / found[0]) / span * 4.5 + 1e-9) : -1;
      var before = i ? Math.floor(Math.log10(found[i - 1] / found[0]) / span * 4.5 + 1e-9) : -2;
      return last > before;
    });
  }

  function spec(panel) {
    var x = panel.points.map(function (p) { return p.scale; });
    var y = panel.chance.slice();
    panel.points.forEach(function (p) {
      [p.score, p.low, p.high].forEach(function (v) { if (v !== null) y.push(v); });
    });
    var low = Math.min.apply(null, y), high = Math.max.apply(null, y);
    var marks = panel.marks.filter(function (m) { return m.point !== null; });
    var pad = (high - low || 1) * 0.06;
    var step = (high - low || 1) * Math.min(0.07, 0.5 / (marks.length || 1));
    var ends = [low - pad - step * marks.length, high + pad];
    var left = Math.min.apply(null, x), right = Math.max.apply(null, x);
    var room = Math.pow(right / left, 0.04) || 1.1;
    left /= room;
    right *= room;
    var inside = function (v) { return v === null ? right : Math.max(left, Math.min(right, v)); };
    marks = marks.map(function (m, i) {
      return Object.assign({}, m, {
        y: low - pad - step * (i + 0.3), from: inside(m.low), to: inside(m.high),
        says: m.group + ", " + m.way + ": leaves chance at " + m.point.toPrecision(3) +
          " (" + (m.low === null ? "?" : m.low.toPrecision(3)) + " to " +
          (m.high === null ? "no end" : m.high.toPrecision(3)) + ")"
      });
    });
    var count = {};
    panel.points.forEach(function (p) {
      p.curve = [p.group, p.way, p.metric].join(", ");
      p.error = p.high === null ? "not known" : "± " + (p.high - p.score).toPrecision(2);
      count[p.curve] = (count[p.curve] || 0) + 1;
    });
    var joined = panel.points.filter(function (p) { return count[p.curve] <= 13; });
    var many = joined.length < panel.points.length;
    var shapes = names.map(function (n) { return data.families[n][1]; });
    var colors = names.map(function (n) { return data.families[n][0]; });
    var scale = { type: "log", domain: [left, right], nice: false, reverse: data.falls };
    var text = data.x === "params" ? "replace(format(datum.value, '~s'), 'G', 'B')" :
      right < 1e4 ? "format(datum.value, '~g')" : "format(datum.value, '~e')";
    var across = { field: "scale", type: "quantitative", title: data.title, scale: scale,
      axis: { values: ticks(left, right), labelExpr: text, grid: false, labelFlush: false } };
    var up = { field: "score", type: "quantitative", title: "Score",
      scale: { domain: ends, zero: false, nice: false }, axis: { tickCount: 5 } };
    var color = { field: "group", type: "nominal", legend: null,
      scale: { domain: names, range: colors } };
    var shape = { field: "group", type: "nominal", legend: null,
      scale: { domain: names, range: shapes } };
    var tip = [["name", "Model"], ["way", "Asked"], ["metric", "Metric"], ["score", "Score"],
      ["error", "90 %"], ["n_eval", "Items"], ["scale", data.title]].map(function (t) {
      var number = { score: ".4~f", scale: ".3~g", n_eval: "," }[t[0]];
      return { field: t[0], title: t[1], type: number ? "quantitative" : "nominal",
        format: number };
    });
    var bar = { field: "y", type: "quantitative" };
    var hue = { field: "group", type: "nominal" };
    return {
      width: "container", height: 230, background: null, data: { values: panel.points },
      description: panel.task + ": score against " + data.title,
      config: { font: getComputedStyle(document.body).fontFamily, view: { stroke: null },
        axis: { labelFontSize: 12, titleFontSize: 12, gridColor: "#8884", titleFontWeight: 400 } },
      layer: [
        { data: { values: panel.chance.map(function (c) { return { score: c }; }) },
          mark: { type: "rule", strokeDash: [5, 4], color: "#888" }, encoding: { y: up } },
        { mark: { type: "rule", opacity: many ? 0.35 : 0.8, clip: true }, encoding: { x: across,
          y: { field: "low", type: "quantitative" }, y2: { field: "high" }, color: color } },
        { data: { values: joined }, mark: { type: "line", strokeWidth: 1.5 },
          encoding: { x: across, y: up, color: color, detail: { field: "curve" } } },
        { mark: { type: "point", size: many ? 25 : 60, strokeWidth: 1.5 },
          encoding: { x: across, y: up, color: color, shape: shape, tooltip: tip,
            fill: { condition: { test: "datum.hollow", value: "transparent" }, field: "group",
              type: "nominal", legend: null, scale: color.scale } } },
        { data: { values: marks }, mark: { type: "rule", strokeWidth: 5, opacity: 0.45 },
          encoding: { x: { field: "from", type: "quantitative" }, x2: { field: "to" }, y: bar,
            color: hue, tooltip: { field: "says", title: "Emergence" } } },
        { data: { values: marks }, mark: { type: "tick", orient: "vertical", thickness: 2.5,
          size: 12, opacity: 1, clip: true }, encoding: { y: bar, color: hue,
          x: { field: "point", type: "quantitative" },
          tooltip: { field: "says", title: "Emergence" } } }
      ]
    };
  }

  var near = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      near.unobserve(entry.target);
      var panel = data.panels[entry.target.dataset.panel];
      var how = { actions: false, renderer: "svg" };
      vegaEmbed(entry.target.lastChild, spec(panel), how).catch(function (error) {
        entry.target.lastChild.textContent = "not drawn: " + error.message;
      });
    });
  }, { rootMargin: "400px" });

  var boxes = data.panels.map(function (panel, i) {
    var box = make("section", "panel");
    box.dataset.panel = i;
    box.append(make("h3", "", panel.task), make("div"));
    grid.append(box);
    near.observe(box);
    return box;
  });
  var more = make("button", "more", "Show all " + boxes.length + " tasks");
  var wanted = "", all = false;
  function show() {
    var shown = 0, left = 0;
    boxes.forEach(function (box, i) {
      var fits = data.panels[i].task.toLowerCase().includes(wanted);
      box.hidden = !fits || (!all && shown >= FIRST);
      shown += fits && !box.hidden;
      left += fits && box.hidden;
    });
    more.hidden = !left;
  }
  more.addEventListener("click", function () { all = true; show(); });
  show();
  figure.prepend(legend, grid, more);
  if (boxes.length > 3) {
    figure.prepend(filter("Only tasks with", function (text) { wanted = text; show(); }));
  }
})();

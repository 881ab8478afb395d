// Charts that answer: each box holds its Vega-Lite specification as JSON.
(function () {
  "use strict";
  var here = document.currentScript.src;
  var loading = null;

  // The library is large: it is fetched when the first chart comes near the window.
  function library() {
    loading = loading || new Promise(function (ready, failed) {
      var tag = document.createElement("script");
      tag.src = here.replace(/charts\.js.*$/, "vega.js");
      tag.onload = ready;
      tag.onerror = failed;
      document.head.appendChild(tag);
    });
    return loading;
  }

  // Panels of a chart with several cannot ask for the width of the page themselves.
  function fitted(spec, box) {
    var room = box.clientWidth - 90;
    (spec.vconcat || []).forEach(function (row) {
      if (row.width) row.width = Math.min(row.width, room);
    });
    return spec;
  }

  // What the marks of the role "result" say stands below the chart as text, too.
  function readOut(box, place) {
    // Parts without a name, such as the frame of a brush, say nothing to a screen reader.
    box.querySelectorAll('svg [role^="graphics"]:not([aria-label])').forEach(
      function (part) { part.removeAttribute("role"); });
    var marks = box.querySelectorAll('[aria-roledescription="result"]');
    var said = Array.from(marks).map(function (mark) {
      return mark.getAttribute("aria-label");
    });
    var text = said.filter(Boolean).join("; ");
    text = text ? text + "." : "";
    if (place.textContent !== text) place.textContent = text;
  }

  function draw(figure) {
    var box = figure.querySelector(".vega-chart");
    var place = figure.querySelector(".chart-answer");
    var spec = JSON.parse(figure.querySelector("script").textContent);
    var how = { actions: false, renderer: "svg" };
    return vegaEmbed(box, fitted(spec, box), how).then(function (made) {
      var again = function () { readOut(box, place); };
      new MutationObserver(again).observe(box, {
        subtree: true, childList: true, attributes: true,
        attributeFilter: ["aria-label", "opacity"]
      });
      again();
      figure.view = made.view;
      figure.classList.add("chart-ready");
    });
  }

  function show(figure) {
    library().then(function () { return draw(figure); }).catch(function (error) {
      figure.querySelector(".chart-answer").textContent =
        "The chart could not be drawn (" + (error.message || "its script is missing") +
        "). The figures of this page hold the same numbers.";
    });
  }

  var near = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) {
        near.unobserve(entry.target);
        show(entry.target);
      }
    });
  }, { rootMargin: "400px" });
  document.querySelectorAll("figure.chart").forEach(function (figure) {
    near.observe(figure);
  });
})();

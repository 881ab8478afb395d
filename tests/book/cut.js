(figure) => {
  // Tell which texts of a chart are cut off, and which words stand among its points.
  const svg = figure.querySelector(".vega-chart svg");
  const box = (e) => e.getBoundingClientRect(), {left, right, top, bottom} = box(svg);
  const dots = [...svg.querySelectorAll(".mark-symbol path[aria-label]")];
  const highest = Math.min(...dots.map((dot) => box(dot).top));
  const out = (e) => box(e).left < left || box(e).right > right + 1 ||
    box(e).top < top || box(e).bottom > bottom + 1 ||
    (/no scores/.test(e.textContent) && box(e).bottom > highest);
  const seen = [...svg.querySelectorAll("text:not([opacity='0'])")];
  return seen.filter(out).map((e) => e.textContent);
}

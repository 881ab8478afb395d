"use strict";

// From the disk a page may not read others, so search shows titles alone.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

// Boxes that scroll sideways can be reached, and so scrolled, by the keyboard. The
// theme looks once at some of them; we look when one is drawn, unfolded or turned.
const BOXES = [
  "pre", "div.math", "figure", ".cell_output > .output", ".scroll-box",
  ".pst-scrollable-table-container", ".vega-chart",
].map((box) => `article ${box}`).join(", ");

addEventListener("load", () => {
  const watch = new ResizeObserver((changed) => {
    for (const {target} of changed) {
      if (target.scrollWidth > target.clientWidth) {
        target.tabIndex = 0;
      } else {
        target.removeAttribute("tabindex");
      }
    }
  });
  document.querySelectorAll(BOXES).forEach((box) => watch.observe(box));
});

// On paper nothing can be unfolded: notes for the facilitator are printed open.
addEventListener("beforeprint", () => {
  document.querySelectorAll("details.sd-dropdown").forEach((fold) => {
    fold.open ||= fold.classList.contains("facilitator");
  });
});

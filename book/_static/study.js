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

// Tables of cells tagged "sortable": a click on a header sorts the rows by its column,
// a second one turns the order. The header is a button, and says how it is sorted.
const value = (row, column) => {
  const text = row.cells[column].textContent.trim();
  return text === "" || isNaN(text) ? text : Number(text);
};

const sortBy = (table, header, column) => {
  const down = header.ariaSort !== "descending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  header.ariaSort = down ? "descending" : "ascending";
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((one, two) => {
    const [a, b] = [value(one, column), value(two, column)];
    const order = typeof a === typeof b ? (a < b ? -1 : a > b) : typeof a === "string";
    return down ? -order : +order;
  });
  body.append(...rows);
};

addEventListener("load", () => {
  document.querySelectorAll(".tag_sortable table").forEach((table) => {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      if (!header.textContent.trim()) return;
      const button = document.createElement("button");
      button.className = "sorts";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sortBy(table, header, column));
      header.append(button);
    });
  });
});

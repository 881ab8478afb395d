"use strict";

// From the disk a page may not read others, so search shows titles alone.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

function make(kind, text, parent, more) {
  const made = Object.assign(document.createElement(kind), more);
  made.textContent = text;
  parent?.append(made);
  return made;
}

// Offer a text as a file.
function save(name, text, type) {
  const link = make("a", "", document.body, {
    href: URL.createObjectURL(new Blob([text], {type})), download: name,
  });
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function csv(rows) {
  const quoted = (text) => /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  return rows.map((row) => row.map(quoted).join(",") + "\n").join("");
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
      const scrolls = target.scrollWidth > target.clientWidth;
      target.classList.toggle("scrolls", scrolls);
      if (scrolls) {
        target.tabIndex = 0;
      } else {
        target.removeAttribute("tabindex");
      }
    }
  });
  document.querySelectorAll(BOXES).forEach((box) => watch.observe(box));
});

// Above a table: that it scrolls, if it does, and its cells as a file.
function plain(cell) {
  const text = cell.innerHTML.replace(/&nbsp;/g, " ").replace(/ × 10<sup>([^<]*)<\/sup>/g, "e$1")
    .replace(/10<sup>([^<]*)<\/sup>/g, "1e$1");
  const said = make("td", "", null, {innerHTML: text}).textContent.trim();
  if (said === "–") return "";
  const number = said.replace(/^−/, "-").replace(/e−/, "e-").replace(/,(?=\d{3})/g, "");
  return isNaN(number) ? said : number;
}

// Where the first column does not tell the rows apart, the words that do stay beside it.
function holdNames(table) {
  const rows = [...table.tBodies[0]?.rows ?? []], word = (row, place) => row.cells[place];
  const told = (place) => new Set(rows.map((row) =>
    `${word(row, 0).textContent}\n${word(row, place).textContent}`)).size;
  const words = [1, 2, 3].filter((place) => rows.length &&
    word(rows[0], place) && !word(rows[0], place).classList.contains("number"));
  const best = words.sort((one, two) => told(two) - told(one))[0];
  if (!best || told(best) === told(0)) return;
  table.classList.add("two-names");
  [...table.rows].forEach((row) => word(row, best)?.classList.add("held"));
  new ResizeObserver(() => {
    table.style.setProperty("--first", `${table.rows[0].cells[0].offsetWidth}px`);
  }).observe(table);
}

function offerTable(table, place) {
  const tools = make("p", "", null, {className: "tools"});
  table.closest(".output").before(tools);
  holdNames(table);
  make("span", "Scrolls sideways.", tools, {className: "hint"});
  make("button", "Table as CSV", tools, {type: "button"}).onclick = () => {
    const rows = [...table.rows].map((row) => [...row.cells].map(plain));
    save(`${document.querySelector("h1").firstChild.data}, table ${place + 1}.csv`,
      csv(rows), "text/csv");
  };
}

// Figures fit the page; a tap, or the button, opens one: whole where that makes it larger,
// else at full size, the place that was tapped in the middle. The way back leads from it to
// the page, which has not moved.
const stepBack = () => history.state?.figure && history.back();

function enlarge(image, tap) {
  const sheet = make("dialog", "", document.body, {className: "full-size"}), at = scrollY;
  sheet.setAttribute("aria-label", "Figure at full size");
  make("button", "Close", sheet, {type: "button"}).onclick = () => sheet.close();
  const fit = make("button", "Whole figure", sheet, {type: "button"});
  const note = make("span", " Drag to move.", sheet);
  const box = make("div", "", sheet, {tabIndex: 0}), large = image.cloneNode();
  box.append(Object.assign(large, {width: image.naturalWidth, height: image.naturalHeight}));
  const part = ({target, clientX, clientY}) => { // of the figure, right and down
    const {x, y, width, height} = target.getBoundingClientRect();
    return target.alt ? [(clientX - x) / width, (clientY - y) / height] : [0.5, 0.5];
  };
  const show = (whole, [right, down]) => {
    sheet.classList.toggle("whole", whole);
    fit.textContent = whole ? "Full size" : "Whole figure";
    note.hidden = whole;
    box.scrollTo(right * large.width - box.clientWidth / 2,
      down * large.height - box.clientHeight / 2);
  };
  fit.onclick = large.onclick = (event) =>
    show(!sheet.classList.contains("whole"), part(event));
  sheet.onclick = (event) => event.target === sheet && sheet.close();
  sheet.onclose = () => {
    sheet.remove();
    scrollTo({top: at, behavior: "instant"});
    stepBack();
  };
  try {
    history.pushState({figure: true}, "");
  } catch (error) { /* some browsers refuse this for files */ }
  sheet.showModal();
  show(true, []);
  fit.hidden = large.width === image.naturalWidth;
  if (fit.hidden) large.onclick = null;
  else if (large.width < 1.3 * image.width) show(false, part(tap));
}

addEventListener("popstate", () => {
  const sheet = document.querySelector("dialog.full-size");
  if (sheet) sheet.close(); else stepBack(); // forward, to a figure that was closed
});
addEventListener("load", stepBack); // a page that was loaded again under a figure

function offerFigure(image) {
  const figure = image.closest("figure");
  const tools = make("p", "", null, {className: "tools"});
  (figure.querySelector("figcaption") || figure).append(tools);
  image.onclick = (event) => enlarge(image, event);
  make("button", "Full size", tools, {type: "button"}).onclick = image.onclick;
  const name = `${figure.id || "figure"}.png`;
  make("a", "PNG", tools, {href: image.src, download: name});
}

// On a phone code is folded, under its first comment, or else its first line.
function foldCode(code) {
  const text = code.querySelector("pre")?.textContent ?? "", lines = text.trim().split("\n");
  const told = text.match(/^ *# *(.+)$|"""(.+?)(?:"""|$)/m);
  const fold = make("details", "", null, {className: "narrow-code"});
  make("summary", `Code: ${told ? told[1] ?? told[2] : lines[0]}`, fold);
  code.before(fold);
  fold.append(code);
}

addEventListener("DOMContentLoaded", () => {
  if (matchMedia("(max-width: 600px)").matches) {
    document.querySelectorAll(".cell:not(.tag_parameters) > .cell_input").forEach(foldCode);
  }
  document.querySelectorAll(".cell_output table.dataframe").forEach(offerTable);
  const figures = document.querySelectorAll(".cell_output figure img");
  figures.forEach(offerFigure);
  figures[0]?.after(make("span", "Tap a figure for full size.", null, {className: "tap-hint"}));
});

// The contents of a page lie over it on a phone: they go once a place is chosen.
addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("dialog[id$=sidebar-modal]").forEach((sheet) => {
    sheet.addEventListener("click", ({target}) => {
      if (target.closest('a[href*="#"]')) sheet.close();
    });
  });
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

// A choice says at once whether it is right; without scripts the answers are a fold.
addEventListener("load", () => document.querySelectorAll(".quiz").forEach((quiz) => {
  quiz.querySelectorAll("details:not([open])").forEach((fold) => fold.hidden = true);
  quiz.addEventListener("change", ({target}) => {
    const box = target.closest("fieldset");
    const says = box.querySelector(".feedback");
    says.innerHTML = box.querySelectorAll("details li")[target.value].innerHTML;
    says.dataset.is = target.dataset.is;
  });
}));

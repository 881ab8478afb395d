// The page of 'emergestudy analyze': tables that sort and filter.
(function () {
  "use strict";
  function make(tag, name, text) {
    var made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }

  function words(cell) { return cell ? cell.textContent.trim() : ""; }

  function filter(what, change) {
    var label = make("label", "filter", what), box = make("input");
    box.type = "search";
    box.addEventListener("input", function () { change(box.value.trim().toLowerCase()); });
    label.append(box);
    return label;
  }

  // What a cell's number counts: 1,024, −5, 3.05 × 10¹⁸; NaN of words.
  function amount(text) {
    var plain = text.replace(/,(?=\d{3})/g, "").replace("−", "-").replace("∞", "Infinity");
    var power = /^(?:(.+) × )?10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)$/.exec(plain);
    if (!power) return parseFloat(plain);
    var raised = Array.from(power[2], function (c) {
      return c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c);
    });
    return Number((power[1] || "1") + "e" + raised.join(""));
  }

  // Numbers by size, other words by letter; cells without anything come last.
  function order(sign) {
    return function (a, b) {
      var x = a[0], y = b[0];
      if (!x || !y) return (x ? 0 : 1) - (y ? 0 : 1);
      var p = amount(x), q = amount(y);
      var numbers = !isNaN(p) && !isNaN(q);
      return sign * (numbers ? p - q : x.localeCompare(y, "en", { numeric: true }));
    };
  }

  function sortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      var button = make("button", "", words(head) || "#");
      button.title = "Sort";
      head.replaceChildren(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var body = table.tBodies[0];
        var rows = Array.from(body.rows).map(function (row) {
          return [words(row.cells[column]), row];
        });
        rows.sort(order(down ? -1 : 1)).forEach(function (row) { body.append(row[1]); });
      });
    });
  }

  // Rows that hold the text; if only heads of columns do, those columns.
  function keep(table, text) {
    var rows = Array.from(table.tBodies[0].rows);
    var heads = Array.from(table.tHead.rows[0].cells);
    var has = function (part) { return words(part).toLowerCase().includes(text); };
    var some = rows.some(has);
    var columns = heads.map(function (head, i) { return some || i === 0 || has(head); });
    var inHeads = !some && columns.indexOf(true, 1) > 0;
    rows.forEach(function (row) {
      row.hidden = !(inHeads || has(row));
      Array.from(row.cells).forEach(function (cell, i) { cell.hidden = inHeads && !columns[i]; });
    });
    heads.forEach(function (head, i) { head.hidden = inHeads && !columns[i]; });
  }

  document.querySelectorAll("table.dataframe").forEach(function (table) {
    var box = make("div", "table-box");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "Table");
    table.replaceWith(box);
    box.append(table);
    table.querySelectorAll("td").forEach(function (cell) {
      if (words(cell).length > 40) cell.className = "long";
    });
    if (!table.tHead || table.tHead.rows.length !== 1 || !table.tBodies.length) return;
    sortable(table);
    if (table.tBodies[0].rows.length > 5 || table.tHead.rows[0].cells.length > 15) {
      box.before(filter("Filter", function (text) { keep(table, text); }));
    }
  });

  window.report = { make: make, filter: filter };
})();

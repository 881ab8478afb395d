/* The search of book/numbers.md. Classic script: it must work over file:// too. */
var numbers = (function () {
  "use strict";

  var STEP = 100;
  var PLACE = ["source", "locator", "origin", "via", "note", "value", "unit"];
  var ROLES = { tr: "row", td: "cell" }; // a phone shows rows as blocks: say it again
  var here = document.currentScript;
  var folder = here.src.replace(/numbers\.js.*$/, "numbers/");
  var references = here.dataset.references;
  var tables = {}; // by name, decoded
  var waiting = {}; // by name, promises of tables being loaded
  var works = {}; // anchors in the list of references
  var found = []; // pairs of table and row
  var shown = 0;
  var latest = 0;

  function get(id) {
    return document.getElementById("numbers-" + id);
  }

  /* Data ----------------------------------------------------------------- */

  function decode(column, rows) {
    var words = column.words || column.cells;
    var index = new Uint32Array(rows);
    var at = 0;
    if (column.runs) {
      for (var n = 0; n < column.runs.length; n += 2) {
        index.fill(column.runs[n], at, at + column.runs[n + 1]);
        at += column.runs[n + 1];
      }
    } else {
      for (; at < rows; at++) index[at] = column.index ? column.index[at] : at;
    }
    return { name: column.name, number: column.number, words: words, index: index };
  }

  function add(name, table) {
    var columns = table.columns.map(function (column) {
      return decode(column, table.rows);
    });
    tables[name] = { name: name, title: table.title, rows: table.rows, columns: columns };
  }

  function load(name) {
    waiting[name] = waiting[name] || new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = folder + name + ".js";
      script.onload = done;
      script.onerror = function () {
        delete waiting[name];
        failed(new Error("The file " + name + ".js beside this page is missing."));
      };
      document.head.appendChild(script);
    });
    return waiting[name];
  }

  function cell(table, row, name) {
    var column = table.columns.find(function (c) { return c.name === name; });
    return column ? column.words[column.index[row]] : "";
  }

  /* Search --------------------------------------------------------------- */

  /* Mark the rows where some cell holds the word, 2 where it is all of the cell, by
     looking at each different word of a column once. Where numbers stand in columns of
     their own, the name of such a column counts too. */
  function mark(table, word) {
    var rows = new Uint8Array(table.rows);
    var tall = table.columns.some(function (c) { return c.name === "value"; });
    var same = rounded(word);
    if (table.name.indexOf(word) >= 0) return rows.fill(1);
    table.columns.forEach(function (column) {
      var named = !tall && column.number && column.name.indexOf(word) >= 0;
      var hits = column.words.map(function (text) {
        if (text === "") return 0;
        if (same && column.number && same(text)) return 1;
        var held = text.toLowerCase();
        return held === word ? 2 : named || held.indexOf(word) >= 0 ? 1 : 0;
      });
      if (!hits.some(Boolean)) return;
      for (var n = 0; n < rows.length; n++) {
        rows[n] = Math.max(rows[n], hits[column.index[n]]);
      }
    });
    return rows;
  }

  function search(names, words, origins) {
    var pairs = [];
    names.forEach(function (name) {
      var table = tables[name];
      var marks = words.map(function (word) { return mark(table, word); });
      for (var row = 0; row < table.rows; row++) {
        var right = marks.every(function (rows) { return rows[row]; });
        if (right && origins.length) {
          right = origins.indexOf(cell(table, row, "origin")) >= 0;
        }
        if (!right) continue;
        var whole = marks.filter(function (rows) { return rows[row] === 2; }).length;
        pairs.push([table, row, whole]);
      }
    });
    // First what a cell says as a whole: "mmlu" before "mmlu_anatomy".
    return pairs.sort(function (a, b) { return b[2] - a[2]; });
  }

  /* Page ----------------------------------------------------------------- */

  function element(kind, text, parent) {
    var made = document.createElement(kind);
    made.textContent = text;
    if (ROLES[kind]) made.setAttribute("role", ROLES[kind]);
    if (parent) parent.appendChild(made);
    return made;
  }

  function place(row, label) {
    var made = element("td", "", row);
    made.dataset.label = label;
    return element("div", "", made);
  }

  function line(parent, text, kind) {
    if (text) element(kind || "div", text, parent);
  }

  /* The numbers of a row, and what describes them. */
  function split(table, row) {
    var value = cell(table, row, "value");
    var parts = { numbers: [], words: [] };
    if (value) parts.numbers.push(value + " " + cell(table, row, "unit"));
    table.columns.forEach(function (column) {
      var text = column.words[column.index[row]];
      if (text === "" || PLACE.indexOf(column.name) >= 0) return;
      var plain = isNaN(text) && !/^(true|false|.{1,3})$/.test(text);
      var told = plain ? text : column.name + " " + text;
      (column.number && !value ? parts.numbers : parts.words).push(told);
    });
    return parts;
  }

  function show(table, row) {
    var made = element("tr", "", get("rows").tBodies[0]);
    var parts = split(table, row);
    var key = cell(table, row, "source");
    var number = place(made, "Number");
    parts.numbers.forEach(function (text) { line(number, text); });
    var what = place(made, "What it is");
    line(what, parts.words.join(" · "));
    line(what, cell(table, row, "note") && "Note: " + cell(table, row, "note"));
    var source = place(made, "Source");
    if (works[key]) {
      element("a", key, source).href = references + "#" + works[key];
    } else {
      line(source, key);
    }
    line(source, cell(table, row, "locator"));
    var way = [cell(table, row, "origin"), cell(table, row, "via")];
    line(source, way.filter(Boolean).join(", via "));
    var where = place(made, "Table");
    line(where, table.name);
    line(where, "line " + (row + 2));
  }

  function more() {
    var end = Math.min(shown + STEP, found.length);
    for (; shown < end; shown++) show(found[shown][0], found[shown][1]);
    get("rows").hidden = !found.length;
    get("more").hidden = shown === found.length;
    get("csv").hidden = !found.length;
    var count = found.length.toLocaleString("en");
    var rows = found.length === 1 ? " row" : " rows";
    var part = shown < found.length ? "; the first " + shown + " are shown" : "";
    get("status").textContent = count + rows + part + ".";
  }

  /* All rows found, one line each: table, line and every cell under its name. */
  function download() {
    var names = ["table", "line"];
    found.forEach(function (pair) {
      pair[0].columns.forEach(function (column) {
        if (names.indexOf(column.name) < 0) names.push(column.name);
      });
    });
    var rows = found.map(function (pair) {
      return [pair[0].name, String(pair[1] + 2)].concat(
        names.slice(2).map(function (name) { return cell(pair[0], pair[1], name); }));
    });
    save("numbers.csv", csv([names].concat(rows)), "text/csv");
  }

  function clear(text) {
    found = [];
    shown = 0;
    get("rows").tBodies[0].textContent = "";
    get("rows").hidden = get("more").hidden = get("csv").hidden = true;
    get("status").textContent = text;
  }

  function update() {
    var text = get("words").value.trim();
    var words = asTyped(text).split(/\s+/).filter(Boolean);
    var chosen = get("table").selectedOptions[0];
    var origin = get("origin").value;
    var turn = ++latest;
    remember(text, chosen.value, origin);
    if (!words.length && !chosen.value && !origin) {
      clear("Type a word, or choose a table or an origin.");
      return Promise.resolve();
    }
    var names = chosen.dataset.names.split(" ");
    if (!names.every(function (name) { return tables[name]; })) clear("Loading …");
    return Promise.all(names.concat("sources").map(load)).then(function () {
      if (turn !== latest) return;
      clear("");
      found = search(names, words, origin.split(" ").filter(Boolean));
      more();
    }).catch(function (error) {
      if (turn === latest) clear(error.message);
    });
  }

  function remember(words, table, origin) {
    var told = new URLSearchParams();
    if (words) told.set("q", words);
    if (table) told.set("table", table);
    if (origin) told.set("origin", origin);
    var query = String(told);
    try {
      history.replaceState(null, "", query ? "?" + query : location.pathname);
    } catch (error) { /* some browsers refuse this for files */ }
  }

  function choose(select, value) {
    select.value = value || "";
    if (select.selectedIndex < 0) select.value = "";
  }

  function start() {
    var told = new URLSearchParams(location.search);
    var timer;
    get("words").value = told.get("q") || "";
    choose(get("table"), told.get("table"));
    choose(get("origin"), told.get("origin"));
    get("form").hidden = false;
    get("form").addEventListener("submit", function (event) {
      event.preventDefault();
      update();
    });
    get("words").addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(update, 250);
    });
    get("table").addEventListener("change", update);
    get("origin").addEventListener("change", update);
    get("more").addEventListener("click", more);
    get("csv").addEventListener("click", download);
    update();
  }

  /* The theme's search script is on every page and would take ?q= for itself. */
  if (typeof Search !== "undefined") Search.performSearch = function () {};
  document.addEventListener("DOMContentLoaded", start);
  return { add: add, sources: function (known) { works = known; } };
})();

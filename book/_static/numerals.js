/* Numbers as they are typed into the search of book/numbers.md. */
"use strict";

/* Numbers as people write them, 2.53 x 10^24 or 2.53 × 10²⁴, in one word. */
function asTyped(text) {
  var raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return text.toLowerCase()
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, function (power) {
      return "^" + power.replace(/⁻/, "-").replace(/[^-]/g, function (digit) {
        return raised.indexOf(digit);
      });
    })
    .replace(/−/g, "-")
    .replace(/([\d.]+)\s*[x×*·]\s*10\s*(?:\^|\*\*)\s*\+?(-?\d+)/g, "$1e$2")
    .replace(/(^|\s)10\s*(?:\^|\*\*)\s*\+?(-?\d+)/g, "$11e$2")
    .replace(/(\d),(?=\d{3})/g, "$1");
}

/* A number of three digits or with a power of ten finds all that round to it. */
function rounded(word) {
  var parts = /^([-+]?[\d.]+)(e[-+]?\d+)?$/.exec(word);
  if (!parts || isNaN(word)) return null;
  var digits = parts[1].replace(/[-+.]/g, "").replace(/^0+/, "").length;
  if (!digits || (digits < 3 && !parts[2])) return null;
  return function (text) {
    return text !== "" && Number(Number(text).toPrecision(digits)) === Number(word);
  };
}

// A search that finds nothing offers the nearest words of titles and glossary.
"use strict";

// Letters to change, add or drop to make one word the other.
function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const last = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1] + (a[i - 1] !== b[j - 1]);
      row.push(Math.min(change, last[j] + 1, row[j - 1] + 1));
    }
  }
  return row[b.length];
}

function words() {
  const {alltitles, indexentries} = Search._index;
  const text = [...Object.keys(alltitles), ...Object.keys(indexentries)].join(" ");
  return [...new Set(text.toLowerCase().match(/[a-z]{4,}/g))];
}

function nearest(word, known) {
  if (word.length < 4 || known.includes(word)) return word;
  const far = known.map((other) => [distance(word, other), other]).sort(
    (a, b) => a[0] - b[0]);
  return far.length && far[0][0] <= word.length / 3 ? far[0][1] : word;
}

addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("search-results");
  const asked = new URLSearchParams(location.search).get("q")?.trim().toLowerCase();
  if (!place || !asked) return;
  // Sphinx says nowhere when it is done, so its answer is looked at a few times.
  let looks = 0;
  const timer = setInterval(() => {
    const none = place.textContent.includes("did not match any documents");
    if (none || ++looks > 100) clearInterval(timer);
    if (!none) return;
    const known = words();
    const better = asked.split(/\s+/).map((word) => nearest(word, known)).join(" ");
    if (better === asked) return;
    const line = make("p", "Did you mean ", place, {className: "did-you-mean"});
    make("a", better, line, {href: `?q=${encodeURIComponent(better)}`});
    line.append("?");
  }, 200);
});

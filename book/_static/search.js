// A search that finds nothing offers the nearest words of titles and glossary; one that
// forgave a slip says so. Excerpts are sentences, a page or section whose title was asked
// for comes first, and pages in other languages come last unless their signs were asked for.
"use strict";

const asked = new URLSearchParams(location.search).get("q")?.trim().toLowerCase();
const other = document.currentScript.dataset.other.split(" ");

const bare = (text) => text?.toLowerCase().match(/[\p{L}\p{N}]+/gu)?.join(" ");

Scorer.score = ([name, title, anchor, , score]) => {
  if (other.includes(name) && /^[\x00-\u024f]*$/.test(asked ?? "")) return score - 1000;
  return bare(title.split(" > ").at(-1)) === bare(asked) ? score + 1000 : score;
};

const whole = Search.htmlToText;
const NOISE = "pre, summary, nav, header, footer, table, .tools, .toctree-wrapper, .chart, .cite";
Search.htmlToText = (page, anchor) => {
  const read = new DOMParser().parseFromString(page, "text/html");
  read.querySelectorAll(NOISE).forEach((part) => part.remove());
  read.querySelectorAll("sup").forEach((power) => power.prepend("^"));
  read.querySelectorAll("li, dt, dd, p").forEach((part) => part.append(" "));
  const article = read.querySelector("article");
  article?.setAttribute("role", "main");
  read.querySelectorAll("[role=main]:not(article)").forEach(
    (part) => part.removeAttribute("role"));
  return whole(read.documentElement.outerHTML, anchor).replace(/\s+/g, " ");
};

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

// The word that was meant, where one letter is wrong and the search took no notice.
function meant(word, known) {
  const stem = (text) => new Stemmer().stemWord(text), near = nearest(word, known);
  const slip = near.length === word.length && distance(near, word) === 1;
  return slip && stem(near) === stem(word) ? near : word;
}

addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("search-results");
  if (!place || !asked) return;
  // Sphinx says nowhere when it is done, so its answer is looked at a few times.
  let looks = 0;
  const timer = setInterval(() => {
    const none = place.textContent.includes("did not match any documents");
    const some = place.querySelector("ul.search li");
    if (none || some || ++looks > 100) clearInterval(timer);
    if (!none && !some) return;
    const known = words(), right = none ? nearest : meant;
    const better = asked.split(/\s+/).map((word) => right(word, known)).join(" ");
    if (better === asked) return;
    const line = make("p", some ? "Showing results for " : "Did you mean ", null,
      {className: "did-you-mean"});
    if (none) place.append(line); else place.querySelector("ul.search").before(line);
    if (some) return make("strong", better, line);
    make("a", better, line, {href: `?q=${encodeURIComponent(better)}`});
    line.append("?");
  }, 200);
});

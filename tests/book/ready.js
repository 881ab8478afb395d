async () => {
  // Draw mathematics and charts, and unfold what is folded.
  await window.MathJax?.startup?.promise;
  document.querySelectorAll("details").forEach((fold) => fold.open = true);
  const folds = document.querySelectorAll(".toggle-hidden > * > .toggle-button");
  folds.forEach((button) => button.click());
  const wait = () => new Promise((done) => setTimeout(done, 100));
  const charts = [...document.querySelectorAll("figure.chart")];
  charts.forEach((chart) => chart.scrollIntoView());
  const drawn = (chart) => chart.classList.contains("chart-ready");
  for (let i = 0; i < 100 && !charts.every(drawn); i++) await wait();
  scrollTo(0, 0);
}

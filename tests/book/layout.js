() => {
  // Tell what sticks out, and pictures and icons that are not there.
  const found = [], room = document.documentElement.clientWidth;
  const name = (e) => e.outerHTML.slice(0, 100);
  const boxed = (e) => {
    for (; e !== document.body; e = e.parentElement)
      if (getComputedStyle(e).overflowX !== "visible") return true;
  };
  if (document.documentElement.scrollWidth > room) {
    const out = [...document.querySelectorAll("body *")].filter(
      (e) => e.getBoundingClientRect().right > room + 1 && !boxed(e));
    found.push("scrolls sideways: " + out.slice(0, 3).map(name).join(" "));
  }
  for (const image of document.images)
    if (image.complete && !image.naturalWidth) found.push("no picture: " + name(image));
  for (const icon of document.querySelectorAll("svg:has(> g.missing)"))
    found.push("no icon: " + name(icon));
  return found;
}

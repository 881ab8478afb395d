// What cannot be read on slides of 1280 x 720: all that is smaller than 18 px.
(points) => {
  const LEAST = 17.95, found = [];
  const slides = document.querySelectorAll(".slides > section");
  slides.forEach((_, place) => {
    Reveal.slide(place);
    const slide = Reveal.getCurrentSlide(), scale = Reveal.getScale();
    const say = (what) => found.push(`slide ${place + 1}: ${what}`);
    const seen = (e) => e.getClientRects().length > 0;
    if (slide.scrollHeight > 720) say(`is ${slide.scrollHeight} px high`);
    const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode.textContent.trim(), of = texts.currentNode.parentElement;
      if (!text || !seen(of)) continue;
      const size = parseFloat(getComputedStyle(of).fontSize) * scale;
      if (size < LEAST) say(`${size} px: ${text.slice(0, 40)}`);
      if (of.getBoundingClientRect().right > 1280) say(`leaves it: ${text.slice(0, 40)}`);
    }
    for (const image of slide.querySelectorAll("img")) {
      const { width, height } = image.getBoundingClientRect();
      const shown = Math.min(width / image.naturalWidth, height / image.naturalHeight);
      const size = image.dataset.points * points * shown;
      if (!(size >= LEAST)) say(`labels of ${size.toFixed(1)} px: ${image.alt.slice(0, 40)}`);
    }
  });
  return found;
}

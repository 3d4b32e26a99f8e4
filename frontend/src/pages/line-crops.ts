/**
 * Lines cut out of their pages: `<svg viewBox><image data-crop="/media/…">`.
 *
 * The image of a page is fetched when the first of its lines comes into view, and once: the browser
 * keeps it for the others.
 */

const AHEAD = "300px";

function show(image: SVGImageElement): void {
  const address = image.dataset["crop"];
  if (address) image.setAttribute("href", address);
  delete image.dataset["crop"];
}

/** Shows the cut-out lines of the page as they come into view, also of fragments that follow. */
export function startLineCrops(): void {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        entry.target.querySelectorAll<SVGImageElement>("image[data-crop]").forEach(show);
      }
    },
    { rootMargin: AHEAD },
  );
  const watch = (): void => {
    for (const image of document.querySelectorAll<SVGImageElement>("image[data-crop]")) {
      if (image.ownerSVGElement) seen.observe(image.ownerSVGElement);
    }
  };
  watch();
  document.body.addEventListener("htmx:afterSettle", watch);
}

/**
 * The piece of a page's image that shows one line, as wide as its place allows.
 *
 *     <es-line-crop src="/media/view/1/x.jpg" size="2000 3000" box="100 200 900 260"></es-line-crop>
 *
 * `size` is that of the page, in whose pixels `box` is: left, top, right, bottom.
 */

const MAX_HEIGHT = 64;
/** A column of vertical writing stays upright and may be taller. */
const MAX_TALL = 256;
const AROUND = 4;

class LineCrop extends HTMLElement {
  private readonly sizes = new ResizeObserver(() => {
    this.draw();
  });

  connectedCallback(): void {
    this.setAttribute("aria-hidden", "true");
    if (this.parentElement) this.sizes.observe(this.parentElement);
  }

  disconnectedCallback(): void {
    this.sizes.disconnect();
  }

  private numbers(name: string): number[] {
    return (this.getAttribute(name) ?? "").trim().split(/\s+/).map(Number);
  }

  private draw(): void {
    const [width, height] = this.numbers("size") as [number, number];
    const [x0, y0, x1, y1] = this.numbers("box") as [number, number, number, number];
    const [left, top] = [Math.max(0, x0 - AROUND), Math.max(0, y0 - AROUND)];
    const wide = Math.min(width, x1 + AROUND) - left;
    const tall = Math.min(height, y1 + AROUND) - top;
    const most = tall > wide ? MAX_TALL : MAX_HEIGHT;
    const room = this.parentElement?.clientWidth ?? 0;
    const scale = Math.min(room / wide, most / tall);
    Object.assign(this.style, {
      inlineSize: `${Math.round(wide * scale)}px`,
      blockSize: `${Math.round(tall * scale)}px`,
      backgroundImage: `url("${this.getAttribute("src") ?? ""}")`,
      backgroundSize: `${width * scale}px ${height * scale}px`,
      backgroundPosition: `${-left * scale}px ${-top * scale}px`,
    });
  }
}

customElements.define("es-line-crop", LineCrop);

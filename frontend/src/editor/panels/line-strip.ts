/**
 * The piece of the page image that holds one line, turned level, as wide as its place.
 *
 *     <es-line-strip .line=${line} .pageWidth=${1200} .image=${image} .lineHeight=${60}></es-line-strip>
 *
 * The neighbours of the line are dimly in view where `neighbours` is set, and `lit` outlines a
 * character. With `lazy` nothing is drawn before the strip comes near the window.
 */
import { css, html, LitElement, svg, type TemplateResult } from "lit";
import type { Line, Point, Points } from "../model/types";
import { type Crop, cropOf, placed, turn } from "../model/line-crop";

const MAX_HEIGHT = 72;
const MAX_TALL = 72;
/** How much of the neighbours is seen, in line heights. */
const NEIGHBOURS = 0.55;
const DIM = 0.3;

/** Tells strips that they come into view; one observer for all of them. */
const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting && target instanceof LineStrip) target.come();
    }
  },
  { rootMargin: "400px" },
);
/** Tells strips their size after layout, before the frame is shown; no strip asks for a layout. */
const sizes = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    if (target instanceof LineStrip) target.resize(contentRect.width, contentRect.height);
  }
});

/** Where the line itself lies on the strip, in CSS pixels along the writing. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

class LineStrip extends LitElement {
  static override properties = {
    line: { attribute: false },
    pageWidth: { attribute: false },
    image: { attribute: false },
    lineHeight: { attribute: false },
    vertical: { attribute: false },
    neighbours: { attribute: false },
    lazy: { attribute: false },
    lit: { attribute: false },
  };
  declare line: Line;
  declare pageWidth: number;
  declare image: HTMLImageElement | null;
  /** How tall a line without mask is taken to be, in page pixels. */
  declare lineHeight: number;
  declare vertical: boolean;
  declare neighbours: boolean;
  declare lazy: boolean;
  /** The outline of a character, in page pixels. */
  declare lit: Points | null;
  private came = false;
  private room = { width: 0, height: 0 };
  private drawn: readonly unknown[] = [];
  private shown: { crop: Crop; scale: number } | null = null;

  static override styles = css`
    :host {
      display: block;
      min-block-size: 24px;
      overflow: hidden;
    }
    .sheet {
      position: relative;
      inline-size: fit-content;
    }
    canvas {
      display: block;
      outline: 1px solid var(--line, #dcd9d1);
      outline-offset: -1px;
      border-radius: 4px;
    }
    svg {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      pointer-events: none;
    }
    polygon {
      fill: rgb(213 94 0 / 0.18);
      stroke: #d55e00;
      stroke-width: 2;
    }
    .halo {
      fill: none;
      stroke: rgb(255 255 255 / 0.8);
      stroke-width: 4;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    sizes.observe(this);
    if (this.lazy) near.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    sizes.unobserve(this);
    near.unobserve(this);
  }

  resize(width: number, height: number): void {
    this.room = { width, height };
    this.refresh();
  }

  /** Comes into view. */
  come(): void {
    if (this.came) return;
    this.came = true;
    near.unobserve(this);
    this.requestUpdate();
  }

  /** Where the writing of the line begins on the strip, and how long it is. */
  get span(): Span | null {
    if (!this.shown) return null;
    const { crop, scale } = this.shown;
    const size = this.vertical ? crop.y1 - crop.y0 : crop.x1 - crop.x0;
    return { start: crop.margin * scale, length: (size - 2 * crop.margin) * scale };
  }

  protected override render(): TemplateResult {
    return html`<div class="sheet">
      <canvas width="1" height="1" role="img" aria-label="Image of the line"></canvas>
      ${this.light()}
    </div>`;
  }

  protected override updated(): void {
    this.refresh();
  }

  /** Draws again where something of the picture changed. */
  private refresh(): void {
    if (this.lazy && !this.came) return;
    const { line, image, lineHeight, neighbours, vertical } = this;
    const room = vertical ? this.room.height : this.room.width;
    if (room === 0) return;
    const now = [line.baseline, line.mask, image, lineHeight, neighbours, vertical, room];
    if (now.every((value, index) => value === this.drawn[index])) return;
    this.drawn = now;
    this.draw(room);
    if (this.lit) this.requestUpdate();
    this.dispatchEvent(new CustomEvent("strip-drawn"));
  }

  private light(): TemplateResult | null {
    const { lit, shown } = this;
    if (!lit || !shown) return null;
    const points = placed(lit, shown.crop, shown.scale)
      .map((point) => point.join(","))
      .join(" ");
    return html`<svg aria-hidden="true">
      ${svg`<polygon class="halo" points=${points} /><polygon points=${points} />`}
    </svg>`;
  }

  private draw(room: number): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const pen = canvas?.getContext("2d");
    const around = this.neighbours ? this.lineHeight * NEIGHBOURS : 0;
    const crop = cropOf(this.line, { height: this.lineHeight, around, vertical: this.vertical });
    if (!canvas || !pen || !crop || !this.image || room === 0) return;
    const [width, height] = [crop.x1 - crop.x0, crop.y1 - crop.y0];
    const scale = this.scaleFor(crop, room);
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(width * scale * density));
    canvas.height = Math.max(1, Math.round(height * scale * density));
    canvas.style.width = `${width * scale}px`;
    canvas.style.height = `${height * scale}px`;
    this.shown = { crop, scale };
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.scale(scale * density, scale * density);
    pen.translate(-crop.x0, -crop.y0);
    if (around > 0) {
      pen.globalAlpha = DIM;
      this.paint(pen, this.image, crop, [crop.x0, crop.y0, crop.x1, crop.y1]);
      pen.globalAlpha = 1;
    }
    this.paint(pen, this.image, crop, crop.own);
  }

  /** As large as the room allows, but the line itself no thicker than is good to read. */
  private scaleFor({ own, ...crop }: Crop, room: number): number {
    const [width, height] = [crop.x1 - crop.x0, crop.y1 - crop.y0];
    if (this.vertical) return Math.min(room / height, MAX_TALL / (own[2] - own[0]));
    return Math.min(room / width, MAX_HEIGHT / (own[3] - own[1]));
  }

  /** Draws the part of the image that lies in a box of the turned frame. */
  private paint(
    pen: CanvasRenderingContext2D,
    image: HTMLImageElement,
    { angle }: Crop,
    box: Crop["own"],
  ): void {
    const [x0, y0, x1, y1] = box;
    const corners: Point[] = [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ];
    const found = corners.map((corner) => turn(corner, angle));
    const grow = image.naturalWidth / this.pageWidth;
    const xs = found.map(([x]) => x * grow);
    const ys = found.map(([, y]) => y * grow);
    const left = Math.max(0, Math.floor(Math.min(...xs)) - 1);
    const top = Math.max(0, Math.floor(Math.min(...ys)) - 1);
    const right = Math.min(image.naturalWidth, Math.ceil(Math.max(...xs)) + 1);
    const bottom = Math.min(image.naturalHeight, Math.ceil(Math.max(...ys)) + 1);
    const [width, height] = [right - left, bottom - top];
    if (width <= 0 || height <= 0) return;
    pen.save();
    pen.beginPath();
    pen.rect(x0, y0, x1 - x0, y1 - y0);
    pen.clip();
    pen.rotate(-angle);
    pen.imageSmoothingQuality = "high";
    const [x, y] = [left / grow, top / grow];
    pen.drawImage(image, left, top, width, height, x, y, width / grow, height / grow);
    pen.restore();
  }
}

customElements.define("es-line-strip", LineStrip);
export type { LineStrip };

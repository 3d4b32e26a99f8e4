/** The piece of the page image that holds one line, turned level, as wide as its place. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { boundingBox } from "../model/geometry";
import type { Line, Point, Points } from "../model/types";

const MAX_HEIGHT = 72;
const MAX_TALL = 260;
const NARROW = 0.35;

interface Crop {
  readonly angle: number;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

function turn([x, y]: Point, angle: number): Point {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [x * cos - y * sin, x * sin + y * cos];
}

/** The angle that makes the baseline level; 0 for vertical writing, which stays upright. */
function slant(baseline: Points | null): number {
  const [first, last] = [baseline?.[0], baseline?.at(-1)];
  if (!first || !last) return 0;
  let angle = Math.atan2(last[1] - first[1], last[0] - first[0]);
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle <= -Math.PI / 2) angle += Math.PI;
  return Math.abs(angle) > Math.PI / 4 ? 0 : angle;
}

/** The box of the line in a frame turned by its slant. */
export function cropOf(line: Line, height: number): Crop | null {
  const shape = line.mask ?? line.baseline;
  if (!shape || shape.length === 0) return null;
  const angle = slant(line.baseline);
  const box = boundingBox(shape.map((point) => turn(point, -angle)));
  const pad = line.mask ? 6 : 0;
  const [up, down] = line.mask ? [pad, pad] : [height * 0.75, height * 0.35];
  const wide = line.mask ? pad : height * 0.2;
  return { angle, x0: box.x0 - wide, x1: box.x1 + wide, y0: box.y0 - up, y1: box.y1 + down };
}

class LineStrip extends LitElement {
  static override properties = {
    line: { attribute: false },
    pageWidth: { attribute: false },
    image: { attribute: false },
    lineHeight: { attribute: false },
  };
  declare line: Line;
  declare pageWidth: number;
  declare image: HTMLImageElement | null;
  /** How tall a line without mask is taken to be, in page pixels. */
  declare lineHeight: number;
  private readonly resized = new ResizeObserver(() => this.draw());

  static override styles = css`
    :host {
      display: block;
      overflow: hidden;
    }
    canvas {
      display: block;
      outline: 1px solid var(--line, #dcd9d1);
      outline-offset: -1px;
      border-radius: 4px;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override render(): TemplateResult {
    return html`<canvas height="1" role="img" aria-label="Image of the line"></canvas>`;
  }

  protected override updated(): void {
    this.draw();
  }

  private draw(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const crop = cropOf(this.line, this.lineHeight);
    const room = this.clientWidth;
    const pen = canvas?.getContext("2d");
    if (!canvas || !pen || !crop || !this.image || room === 0) return;
    const [width, height] = [crop.x1 - crop.x0, crop.y1 - crop.y0];
    const tall = height > width / NARROW;
    const scale = Math.min(room / width, (tall ? MAX_TALL : MAX_HEIGHT) / height);
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * scale * density);
    canvas.height = Math.round(height * scale * density);
    canvas.style.width = `${width * scale}px`;
    canvas.style.height = `${height * scale}px`;
    const full = scale * density;
    const shrink = this.pageWidth / this.image.naturalWidth;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.scale(full, full);
    pen.translate(-crop.x0, -crop.y0);
    pen.rotate(-crop.angle);
    pen.scale(shrink, shrink);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(this.image, 0, 0);
  }
}

customElements.define("es-line-strip", LineStrip);

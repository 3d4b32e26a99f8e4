/**
 * Lights the character at the caret on the image of the page.
 *
 * It lies over the map instead of in it: the caret moves with every key, and a layer would have
 * the whole page painted again each time.
 */
import type OlMap from "ol/Map";
import type { Points } from "../model/types";
import type { Session } from "../state/session";
import type { PageMap } from "./page-map";

const SPACE = "http://www.w3.org/2000/svg";

function shape(color: string, width: string, fill: string): SVGPolygonElement {
  const polygon = document.createElementNS(SPACE, "polygon");
  polygon.setAttribute("stroke", color);
  polygon.setAttribute("stroke-width", width);
  polygon.setAttribute("fill", fill);
  return polygon;
}

export class CaretLayer {
  private readonly svg = document.createElementNS(SPACE, "svg");
  private readonly shapes = [
    shape("rgb(255 255 255 / 0.8)", "5", "none"),
    shape("#d55e00", "2", "rgb(213 94 0 / 0.18)"),
  ];
  private readonly stop: () => void;
  private shown: Points | null = null;

  constructor(
    session: Session,
    private readonly map: OlMap,
    private readonly pageMap: PageMap,
  ) {
    this.svg.setAttribute("aria-hidden", "true");
    this.svg.dataset["glyph"] = "";
    Object.assign(this.svg.style, {
      position: "absolute",
      inset: "0",
      width: "100%",
      height: "100%",
      pointerEvents: "none",
    });
    this.svg.append(...this.shapes);
    map.getOverlayContainer()?.append(this.svg);
    map.on("postrender", this.place);
    this.stop = session.observe(() => this.showGlyph(session.writing.place));
  }

  /** Lights an outline, or nothing. */
  showGlyph(points: Points | null): void {
    if (points === this.shown) return;
    this.shown = points;
    this.place();
  }

  destroy(): void {
    this.stop();
    this.map.un("postrender", this.place);
    this.svg.remove();
  }

  private readonly place = (): void => {
    const corners = this.shown ? this.pageMap.toMap(this.shown) : [];
    const pixels = corners.map((corner) => this.map.getPixelFromCoordinate(corner));
    const points = pixels.map(([x = 0, y = 0]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
    if (this.shapes[0]?.getAttribute("points") === points) return;
    for (const polygon of this.shapes) polygon.setAttribute("points", points);
  };
}

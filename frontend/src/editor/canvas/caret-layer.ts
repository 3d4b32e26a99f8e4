/** Lights the character at the caret on the image of the page. */
import Feature from "ol/Feature";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import type { Points } from "../model/types";
import type { Session } from "../state/session";
import type { PageMap } from "./page-map";

const HALO = new Style({ stroke: new Stroke({ color: "rgba(255, 255, 255, 0.8)", width: 5 }) });
const BOX = new Style({
  stroke: new Stroke({ color: "#d55e00", width: 2 }),
  fill: new Fill({ color: "rgba(213, 94, 0, 0.18)" }),
});

export class CaretLayer {
  readonly layer: VectorLayer;
  private readonly source = new VectorSource();
  private readonly stop: () => void;
  private shown: Points | null = null;

  constructor(
    session: Session,
    private readonly map: PageMap,
  ) {
    this.layer = new VectorLayer({ source: this.source, style: [HALO, BOX] });
    this.stop = session.observe(() => this.showGlyph(session.writing.place));
  }

  /** Lights an outline, or nothing. */
  showGlyph(points: Points | null): void {
    if (points === this.shown) return;
    this.shown = points;
    this.source.clear(true);
    const geometry = points && points.length > 2 ? new Polygon([this.map.toMap(points)]) : null;
    if (geometry) this.source.addFeature(new Feature(geometry));
    this.source.changed();
  }

  destroy(): void {
    this.stop();
  }
}

/** Draws what is annotated on the image: outlines in the colour of their kind, with its letters. */
import Feature from "ol/Feature";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import type { ImageAnnotation, Taxonomy } from "../model/annotation";
import type { Annotations } from "../state/annotations";
import type { PageMap } from "./page-map";

function styles(taxonomy: Taxonomy | undefined, at: Point, isOpen: boolean): Style[] {
  const color = taxonomy?.marker_detail ?? "#5d6168";
  const letters = taxonomy?.abbreviation ?? taxonomy?.name.slice(0, 3) ?? "";
  const halo = new Stroke({ color: "#ffffff", width: isOpen ? 6 : 4 });
  return [
    new Style({ stroke: halo }),
    new Style({
      stroke: new Stroke({ color, width: isOpen ? 3 : 2 }),
      fill: new Fill({ color: `${color}${isOpen ? "1f" : "00"}` }),
    }),
    new Style({
      geometry: at,
      text: new Text({
        text: letters,
        font: '600 11px "Inter Variable", system-ui, sans-serif',
        fill: new Fill({ color: "#ffffff" }),
        backgroundFill: new Fill({ color: "#1d1f22" }),
        padding: [2, 4, 1, 4],
        textAlign: "left",
        textBaseline: "bottom",
      }),
    }),
  ];
}

export class AnnotationLayer {
  readonly layer: VectorLayer;
  readonly stop: () => void;
  private readonly source = new VectorSource();

  constructor(
    private readonly annotations: Annotations,
    private readonly map: PageMap,
  ) {
    this.layer = new VectorLayer({ source: this.source, updateWhileInteracting: true });
    this.stop = annotations.observe(() => this.draw());
    this.draw();
  }

  private draw(): void {
    const { onImage } = this.annotations;
    if (onImage.length === 0 && this.source.isEmpty()) return;
    this.source.clear(true);
    this.source.addFeatures(onImage.map((item) => this.feature(item)));
    this.source.changed();
  }

  private feature(item: ImageAnnotation): Feature {
    const points = this.map.toMap(item.coordinates);
    const feature = new Feature({ geometry: new Polygon([points]) });
    const isOpen = this.annotations.open?.pk === item.pk;
    const at = new Point(points[0] ?? [0, 0]);
    feature.setStyle(styles(this.annotations.taxonomyOf(item), at, isOpen));
    return feature;
  }
}

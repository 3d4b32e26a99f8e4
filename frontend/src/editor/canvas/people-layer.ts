/** Shows on the image which lines others have open: a thin outline in their colour, with initials. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import Fill from "ol/style/Fill";
import Stroke from "ol/style/Stroke";
import Style from "ol/style/Style";
import Text from "ol/style/Text";
import { colorOf, initials, type People, type Person } from "../state/people";
import type { Store } from "../state/store";
import type { PageMap } from "./page-map";

function outline(color: string): Style {
  return new Style({ stroke: new Stroke({ color, width: 1.5, lineDash: [2, 3] }) });
}

function flag(place: Point, person: Person): Style {
  const white = new Fill({ color: "#ffffff" });
  return new Style({
    geometry: place,
    text: new Text({
      text: initials(person.name),
      font: '600 11px "Inter Variable", system-ui, sans-serif',
      fill: white,
      backgroundFill: new Fill({ color: colorOf(person) }),
      padding: [2, 4, 1, 4],
      offsetY: -10,
    }),
  });
}

export class PeopleLayer {
  readonly layer: VectorLayer;
  private readonly source = new VectorSource();
  private readonly stops: (() => void)[];

  constructor(
    private readonly store: Store,
    private readonly people: People,
    private readonly map: PageMap,
  ) {
    this.layer = new VectorLayer({ source: this.source, updateWhileInteracting: true });
    this.stops = [people.observe(() => this.draw()), store.observe(() => this.draw())];
    this.draw();
  }

  destroy(): void {
    for (const stop of this.stops) stop();
  }

  private draw(): void {
    const { others } = this.people;
    if (others.length === 0 && this.source.isEmpty()) return;
    this.source.clear(true);
    this.source.addFeatures(others.flatMap((person) => this.feature(person) ?? []));
    this.source.changed();
  }

  private feature(person: Person): Feature | null {
    const line = person.line ? this.store.page.lines.get(person.line) : undefined;
    const shape = line?.mask ?? line?.baseline;
    if (!shape) return null;
    const points = this.map.toMap(shape);
    const geometry = line?.mask ? new Polygon([points]) : new LineString(points);
    const feature = new Feature({ geometry });
    const start = new Point(points[0] ?? [0, 0]);
    feature.setStyle([outline(colorOf(person)), flag(start, person)]);
    return feature;
  }
}

/** Moves, adds and deletes the points of the selected baseline, mask or region. */
import Feature from "ol/Feature";
import { altKeyOnly, primaryAction, singleClick } from "ol/events/condition";
import LineString from "ol/geom/LineString";
import MultiPoint from "ol/geom/MultiPoint";
import Polygon from "ol/geom/Polygon";
import Modify from "ol/interaction/Modify";
import VectorLayer from "ol/layer/Vector";
import type OlMap from "ol/Map";
import VectorSource from "ol/source/Vector";
import Style from "ol/style/Style";
import type { Points, Uid } from "../../model/types";
import { reshape } from "../../state/line-actions";
import type { PageLayers } from "../layers";
import type { PageMap } from "../page-map";
import { handle, handleStyles } from "../styles";
import { hitAt } from "./select";
import type { Bench, Pointer, Tool } from "./tool";

type ShapePart = "baseline" | "mask" | "polygon";

function handles(feature: Feature): Style[] {
  const geometry = feature.getGeometry();
  const points =
    geometry instanceof Polygon
      ? (geometry.getCoordinates()[0] ?? [])
      : geometry instanceof LineString
        ? geometry.getCoordinates()
        : [];
  return handleStyles(new MultiPoint(points));
}

export class EditVerticesTool implements Tool {
  readonly name = "vertices";
  readonly cursor = "default";
  private readonly source = new VectorSource();
  private readonly layer: VectorLayer;
  private readonly modify: Modify;
  private active = false;
  private shownKey = "";
  private stopObserving: (() => void)[] = [];

  constructor(
    private readonly bench: Bench,
    private readonly map: OlMap,
    private readonly layers: PageLayers,
    private readonly pageMap: PageMap,
  ) {
    const style = (feature: unknown) => handles(feature as Feature);
    this.layer = new VectorLayer({ source: this.source, updateWhileInteracting: true, style });
    this.modify = new Modify({
      source: this.source,
      pixelTolerance: 10,
      condition: primaryAction,
      deleteCondition: (event) => altKeyOnly(event) && singleClick(event),
      snapToPointer: false,
      style: new Style({ image: handle(6) }),
    });
    this.modify.on("modifyend", () => this.save());
  }

  start(): void {
    this.active = true;
    this.map.addLayer(this.layer);
    this.map.addInteraction(this.modify);
    const { selection, store } = this.bench;
    this.stopObserving = [selection.observe(() => this.show()), store.observe(() => this.show())];
    this.show();
  }

  stop(): void {
    this.active = false;
    for (const stop of this.stopObserving) stop();
    this.map.removeInteraction(this.modify);
    this.map.removeLayer(this.layer);
    this.layers.hide([]);
    this.shownKey = "";
  }

  click(pointer: Pointer): void {
    const { line, region } = hitAt(this.bench, pointer);
    const { selection } = this.bench;
    if (line && !selection.lines.has(line)) selection.selectLines([line]);
    else if (!line && region && selection.lines.size === 0 && !selection.regions.has(region)) {
      selection.selectRegions([region]);
    }
  }

  move(pointer: Pointer): void {
    this.bench.selection.setHover(hitAt(this.bench, pointer).line);
  }

  key(key: string): boolean {
    return (key === "Delete" || key === "Backspace") && this.modify.removePoint();
  }

  /** Draws the selected things with handles, unless they are drawn so already. */
  private show(): void {
    if (!this.active) return;
    const { page } = this.bench.store;
    const { lines, regions } = this.bench.selection;
    const chosenLines = [...lines].flatMap((uid) => page.lines.get(uid) ?? []);
    const chosenRegions = [...regions].flatMap((uid) => page.regions.get(uid) ?? []);
    const key = JSON.stringify([
      chosenLines.map(({ uid, baseline, mask }) => [uid, baseline, mask]),
      chosenRegions,
    ]);
    if (key === this.shownKey) return;
    this.shownKey = key;
    this.source.clear(true);
    for (const { uid, baseline, mask } of chosenLines) {
      if (mask && this.layers.shown.masks) this.add(uid, "mask", mask);
      if (baseline) this.add(uid, "baseline", baseline);
    }
    for (const { uid, polygon } of chosenRegions) this.add(uid, "polygon", polygon);
    this.layers.hide([...lines, ...regions]);
  }

  private add(uid: Uid, part: ShapePart, points: Points): void {
    const coordinates = this.pageMap.toMap(points);
    const geometry = part === "baseline" ? new LineString(coordinates) : new Polygon([coordinates]);
    this.source.addFeature(new Feature({ geometry, uid, part }));
  }

  private save(): void {
    for (const feature of this.source.getFeatures()) {
      const geometry = feature.getGeometry();
      const coordinates =
        geometry instanceof Polygon
          ? (geometry.getCoordinates()[0] ?? []).slice(0, -1)
          : (geometry as LineString).getCoordinates();
      const points = this.pageMap.toPage(coordinates);
      const { store } = this.bench;
      const change = reshape(
        store.page,
        String(feature.get("uid")),
        feature.get("part") as ShapePart,
        points,
      );
      this.bench.commit(change);
    }
  }
}

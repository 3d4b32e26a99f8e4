/** Keeps the drawn features equal to the store: things at rest apart from the lit ones. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorImageLayer from "ol/layer/VectorImage";
import VectorSource from "ol/source/Vector";
import type Style from "ol/style/Style";
import type { Line, Points, Region, Uid } from "../model/types";
import { type Edit, hasLayout } from "../state/changes";
import type { Selection } from "../state/selection";
import type { Change, Store } from "../state/store";
import type { PageMap } from "./page-map";
import { CURRENT, lineStyles, type Look, PLAIN_LINE, PLAIN_REGION, regionStyles } from "./styles";

export interface Shown {
  lines: boolean;
  masks: boolean;
  regions: boolean;
  numbers: boolean;
}

export class PageLayers {
  readonly shown: Shown = { lines: true, masks: true, regions: true, numbers: false };
  readonly atRest: VectorImageLayer<VectorSource>;
  readonly lit: VectorLayer;
  /** Things shown by a tool instead, with handles. */
  private hidden: ReadonlySet<Uid> = new Set();
  private readonly features = new Map<Uid, Feature>();
  private readonly restSource = new VectorSource();
  private readonly litSource = new VectorSource();
  private litKey = "";
  private numbers: ReadonlyMap<Uid, number> = new Map();

  constructor(
    private readonly store: Store,
    private readonly selection: Selection,
    private readonly map: PageMap,
  ) {
    this.atRest = new VectorImageLayer({
      source: this.restSource,
      imageRatio: 1.4,
      style: (feature, resolution) => this.style(feature as Feature, resolution, false),
    });
    this.lit = new VectorLayer({
      source: this.litSource,
      updateWhileInteracting: true,
      style: (feature, resolution) => this.style(feature as Feature, resolution, true),
    });
    this.draw("all");
  }

  draw(change: Change): void {
    if (change !== "all") this.drawTexts(change);
    if (change !== "all" && !hasLayout(change)) return;
    const { page } = this.store;
    this.numbers = new Map(page.order.map((uid, index) => [uid, index + 1]));
    if (change === "all") {
      this.features.clear();
      for (const region of page.regions.values()) this.put(region.uid, this.regionFeature(region));
      for (const line of page.lines.values()) this.put(line.uid, this.lineFeature(line));
      this.restSource.clear(true);
      this.restSource.addFeatures([...this.features.values()]);
    } else {
      for (const { uid } of change.regions) this.refresh(uid);
      for (const { uid } of change.lines) this.refresh(uid);
    }
    this.restSource.changed();
    this.litKey = "";
    this.light();
  }

  /** A text matters to the image only where a line gets its first or loses its last character. */
  private drawTexts(change: Edit): void {
    for (const { line, before, after } of change.texts) {
      if ((before === "") !== (after === "")) this.features.get(line)?.changed();
    }
  }

  /** Shows selected and hovered things in their own small layer. */
  light(): void {
    const { lines, regions, hover, current } = this.selection;
    const uids = new Set([...regions, ...lines, ...(hover ? [hover] : [])]);
    if (current) uids.add(current);
    const key = JSON.stringify([[...uids], hover, current, [...this.hidden]]);
    if (key === this.litKey) return;
    this.litKey = key;
    this.litSource.clear(true);
    this.litSource.addFeatures([...uids].flatMap((uid) => this.features.get(uid) ?? []));
    this.litSource.changed();
  }

  hide(uids: readonly Uid[]): void {
    this.hidden = new Set(uids);
    this.restSource.changed();
    this.light();
  }

  toggle(what: keyof Shown): void {
    this.shown[what] = !this.shown[what];
    this.restSource.changed();
    this.litSource.changed();
  }

  private put(uid: Uid, feature: Feature): void {
    feature.set("uid", uid, true);
    this.features.set(uid, feature);
  }

  private refresh(uid: Uid): void {
    const { page } = this.store;
    const old = this.features.get(uid);
    if (old) this.restSource.removeFeature(old);
    this.features.delete(uid);
    const line = page.lines.get(uid);
    const region = page.regions.get(uid);
    if (line) this.put(uid, this.lineFeature(line));
    else if (region) this.put(uid, this.regionFeature(region));
    const fresh = this.features.get(uid);
    if (fresh) this.restSource.addFeature(fresh);
  }

  private polygon(points: Points): Polygon {
    return new Polygon([this.map.toMap(points)]);
  }

  private regionFeature(region: Region): Feature {
    return new Feature({ geometry: this.polygon(region.polygon), kind: "region" });
  }

  private lineFeature(line: Line): Feature {
    const mask = line.mask ? this.polygon(line.mask) : null;
    const baseline = line.baseline ? new LineString(this.map.toMap(line.baseline)) : null;
    const start = this.map.toMap([line.baseline?.[0] ?? line.mask?.[0] ?? [0, 0]])[0] ?? [0, 0];
    const geometry = baseline ?? mask ?? new Point(start);
    return new Feature({ geometry, mask, anchor: new Point(start), kind: "line" });
  }

  private style(feature: Feature, resolution: number, lit: boolean): Style[] {
    const uid = feature.get("uid") as Uid;
    if (this.hidden.has(uid)) return [];
    const line = this.store.page.lines.get(uid);
    if (line) return this.lineStyle(feature, line, resolution, lit);
    const region = this.store.page.regions.get(uid);
    return region && (lit || this.shown.regions) ? regionStyles(this.regionLook(region, lit)) : [];
  }

  private lineStyle(feature: Feature, line: Line, resolution: number, lit: boolean): Style[] {
    if (!lit && !this.shown.lines) return [];
    const type = this.store.page.lineTypes.find((item) => item.id === line.type);
    const color = type?.color ?? PLAIN_LINE;
    const look: Look = {
      color,
      dashed: !line.text?.text,
      strong: lit,
      lit: false,
      masks: this.shown.masks,
      number: this.shown.numbers ? String(this.numbers.get(line.uid) ?? "") : "",
    };
    return lineStyles(feature, lit ? this.litLook(line.uid, look) : look, resolution);
  }

  private litLook(uid: Uid, look: Look): Look {
    const { lines, current, hover } = this.selection;
    const chosen = lines.has(uid) || current === uid;
    const color = chosen ? CURRENT : look.color;
    return { ...look, color, lit: lines.has(uid) || hover === uid };
  }

  private regionLook(region: Region, lit: boolean): Look {
    const type = this.store.page.regionTypes.find((item) => item.id === region.type);
    const color = type?.color ?? PLAIN_REGION;
    return { color, dashed: false, strong: lit, lit, masks: false, number: "" };
  }
}

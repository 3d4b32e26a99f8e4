/** Keeps the drawn features equal to the store: things at rest apart from the lit ones. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import MultiLineString from "ol/geom/MultiLineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorImageLayer from "ol/layer/VectorImage";
import VectorSource from "ol/source/Vector";
import type Style from "ol/style/Style";
import { boundingBox } from "../model/geometry";
import { lineMiddle } from "../model/reading-order";
import type { Line, OntologyType, Points, Region, Uid } from "../model/types";
import { type Edit, hasLayout } from "../state/changes";
import { isTypeShown } from "../state/legend";
import type { Name, Preferences, Values } from "../state/preferences";
import type { Selection } from "../state/selection";
import type { Change, Store } from "../state/store";
import type { PageMap } from "./page-map";
import {
  CURRENT,
  lineStyles,
  type Look,
  orderStyles,
  PLAIN_LINE,
  PLAIN_REGION,
  regionStyles,
} from "./styles";

export type Shown = Values["editor.shown"];
const LOOKS: readonly Name[] = ["editor.shown", "editor.hidden_types", "editor.stroke"];

export class PageLayers {
  readonly atRest: VectorImageLayer<VectorSource>;
  readonly lit: VectorLayer;
  /** Arrows from line to line. */
  readonly order: VectorImageLayer<VectorSource>;
  /** Things shown by a tool instead, with handles. */
  private hidden: ReadonlySet<Uid> = new Set();
  private readonly features = new Map<Uid, Feature>();
  private readonly restSource = new VectorSource();
  private readonly litSource = new VectorSource();
  private readonly orderSource = new VectorSource();
  private litKey = "";
  /** Lines that are being put in order, and their places. */
  private sequence: ReadonlyMap<Uid, number> | null = null;
  private numbers: ReadonlyMap<Uid, number> = new Map();

  constructor(
    private readonly store: Store,
    private readonly selection: Selection,
    private readonly map: PageMap,
    private readonly preferences: Preferences,
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
    this.order = new VectorImageLayer({
      source: this.orderSource,
      imageRatio: 1.4,
      style: (feature, resolution) => orderStyles(feature, resolution),
    });
    this.draw("all");
    preferences.observe((name) => {
      if (LOOKS.includes(name)) this.redraw();
    });
  }

  get shown(): Shown {
    return this.preferences.get("editor.shown");
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
    this.drawOrder();
    this.restSource.changed();
    this.litKey = "";
    this.light();
  }

  /** Shows the places of these lines instead of those they have; `null` ends that. */
  showSequence(uids: readonly Uid[] | null): void {
    this.sequence = uids && new Map(uids.map((uid, index) => [uid, index + 1]));
    this.redraw();
  }

  private redraw(): void {
    this.drawOrder();
    this.restSource.changed();
    this.litSource.changed();
  }

  /** One feature for all arrows: a page of many lines stays quick. */
  private drawOrder(): void {
    const { order, lines } = this.store.page;
    this.orderSource.clear(true);
    if (!this.shown.arrows) {
      this.orderSource.changed();
      return;
    }
    const middles = order.flatMap((uid) => {
      const line = lines.get(uid);
      const middle = line && lineMiddle(line);
      return middle ? this.map.toMap([middle]) : [];
    });
    const paths = middles.slice(1).map((middle, index) => [middles[index] ?? middle, middle]);
    this.orderSource.addFeature(new Feature(new MultiLineString(paths)));
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
    this.preferences.set("editor.shown", { ...this.shown, [what]: !this.shown[what] });
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
    const { x0, y0, x1 } = boundingBox(region.polygon);
    const [anchor, corner] = this.map.toMap([
      [x0, y0],
      [x1, y0],
    ]);
    return new Feature({
      geometry: this.polygon(region.polygon),
      anchor: anchor && new Point(anchor),
      corner: corner && new Point(corner),
    });
  }

  private lineFeature(line: Line): Feature {
    const mask = line.mask ? this.polygon(line.mask) : null;
    const baseline = line.baseline ? new LineString(this.map.toMap(line.baseline)) : null;
    const start = this.map.toMap([line.baseline?.[0] ?? line.mask?.[0] ?? [0, 0]])[0] ?? [0, 0];
    const geometry = baseline ?? mask ?? new Point(start);
    return new Feature({ geometry, mask, anchor: new Point(start) });
  }

  private style(feature: Feature, resolution: number, lit: boolean): Style[] {
    const uid = feature.get("uid") as Uid;
    if (this.hidden.has(uid)) return [];
    const line = this.store.page.lines.get(uid);
    if (line) return this.lineStyle(feature, line, resolution, lit);
    const region = this.store.page.regions.get(uid);
    const isSeen = region && (lit || this.seesRegion(region));
    return isSeen ? regionStyles(feature, this.regionLook(region, lit)) : [];
  }

  private seesRegion(region: Region): boolean {
    return this.shown.regions && isTypeShown(this.preferences, "regions", region.type);
  }

  private seesLine(line: Line): boolean {
    return this.shown.lines && isTypeShown(this.preferences, "lines", line.type);
  }

  private lineStyle(feature: Feature, line: Line, resolution: number, lit: boolean): Style[] {
    if (!lit && !this.seesLine(line)) return [];
    const { page } = this.store;
    const look: Look = {
      color: colorOf(page.lineTypes, line.type) ?? PLAIN_LINE,
      width: this.preferences.get("editor.stroke"),
      dashed: !line.text?.text,
      strong: lit,
      lit: false,
      masks: this.shown.masks,
      label: this.numberOf(line.uid),
      counted: this.sequence?.has(line.uid) ?? false,
      locked: false,
      drawn: line.mask_manual,
    };
    return lineStyles(feature, lit ? this.litLook(line.uid, look) : look, resolution);
  }

  private numberOf(uid: Uid): string {
    const counted = this.sequence?.get(uid);
    if (counted !== undefined) return String(counted);
    return this.shown.numbers ? String(this.numbers.get(uid) ?? "") : "";
  }

  private litLook(uid: Uid, look: Look): Look {
    const { lines, current, hover } = this.selection;
    const chosen = lines.has(uid) || current === uid;
    const color = chosen ? CURRENT : look.color;
    return { ...look, color, lit: lines.has(uid) || hover === uid };
  }

  private regionLook(region: Region, lit: boolean): Look {
    const { regionTypes } = this.store.page;
    const name = regionTypes.find(({ id }) => id === region.type)?.name ?? "Region";
    return {
      color: colorOf(regionTypes, region.type) ?? PLAIN_REGION,
      width: this.preferences.get("editor.stroke"),
      dashed: false,
      strong: lit,
      lit,
      masks: false,
      label: this.shown.labels ? name : "",
      counted: false,
      locked: region.locked,
      drawn: false,
    };
  }
}

function colorOf(types: readonly OntologyType[], id: number | null): string | undefined {
  return types.find((type) => type.id === id)?.color;
}

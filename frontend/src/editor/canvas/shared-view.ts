/** What of the page is seen, and how: one view that all panels with the page's image share. */
import { getCenter, intersects } from "ol/extent";
import DragPan from "ol/interaction/DragPan";
import type Interaction from "ol/interaction/Interaction";
import { noModifierKeys } from "ol/events/condition";
import KeyboardPan from "ol/interaction/KeyboardPan";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom";
import PinchZoom from "ol/interaction/PinchZoom";
import type OlMap from "ol/Map";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import type View from "ol/View";
import { boundingBox } from "../model/geometry";
import type { Uid } from "../model/types";
import type { Preferences } from "../state/preferences";
import type { Selection } from "../state/selection";
import type { Store } from "../state/store";
import { PageMap } from "./page-map";

export type Fit = "page" | "width" | "line";
type Box = [number, number, number, number];

const MOVE_MS = 160;
/** Below this width the tools lie below the page, else on its left edge. */
const SMALL_PX = 800;
/** Top, right, bottom, left. */
const PADDING = [16, 16, 16, 60];
const PADDING_SMALL = [8, 8, 64, 8];
const NEAREST = 0.4;

export interface ViewHost {
  readonly store: Store;
  readonly selection: Selection;
  readonly preferences: Preferences;
}

export class SharedView {
  /** Whether the arrow keys move what is selected instead of the page. */
  arrowsTaken: () => boolean = () => false;
  readonly pageMap: PageMap;
  readonly view: View;
  private readonly maps = new Set<OlMap>();
  private readonly observers = new Set<() => void>();
  /** Whether the person looked elsewhere since the last fit: then a new size fits nothing. */
  private moved = false;

  constructor(private readonly host: ViewHost) {
    this.pageMap = new PageMap(host.store.page.part);
    this.view = this.pageMap.makeView();
    this.view.on("change:resolution", () => {
      for (const observer of this.observers) observer();
    });
  }

  get fitted(): Fit {
    const kind = this.host.preferences.get("editor.fit");
    return kind === "width" || kind === "line" ? kind : "page";
  }

  /** Screen pixels for one pixel of the page, in percent. */
  get percent(): number {
    return Math.round(100 / (this.view.getResolution() ?? 1));
  }

  /** Quarter turns clockwise, 0 to 3. */
  get turns(): number {
    return Math.round((2 * this.view.getRotation()) / Math.PI + 4) % 4;
  }

  /** Calls the observer whenever the page is shown larger or smaller. */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Shows the shared view in a map, at the size of its target; the answer ends this. */
  attach(map: OlMap, target: HTMLElement): () => void {
    map.setView(this.view);
    for (const interaction of viewInteractions(() => this.arrowsTaken()))
      map.addInteraction(interaction);
    this.maps.add(map);
    const observer = new ResizeObserver(() => this.onResize(map));
    observer.observe(target);
    const onMove = () => (this.moved = true);
    map.on("pointerdrag", onMove);
    target.addEventListener("wheel", onMove, { passive: true });
    return () => {
      observer.disconnect();
      this.maps.delete(map);
    };
  }

  fit(kind: Fit): void {
    if (kind !== this.host.preferences.get("editor.fit")) {
      this.host.preferences.set("editor.fit", kind);
    }
    this.refit(kind);
  }

  /** The whole page, upright. */
  reset(): void {
    this.view.setRotation(0);
    this.fit("page");
  }

  zoomBy(factor: number): void {
    const resolution = (this.view.getResolution() ?? 1) / factor;
    this.moved = true;
    this.view.animate({ resolution, duration: this.duration });
  }

  /** Turns the view by quarters, clockwise; the image itself stays as it is. */
  rotateBy(quarters: number): void {
    this.view.setRotation((((this.turns + quarters + 4) % 4) * Math.PI) / 2);
    this.refit(this.fitted);
  }

  /**
   * Brings a line into view; leaves the view alone when it is there already.
   *
   * With `gently` a line of which anything is seen is there: under a hand that draws or points,
   * the page must not slip away.
   */
  follow(uid: Uid, gently = false): void {
    const box = this.boxOf(uid);
    const size = this.size();
    if (!box || !size) return;
    const seen = this.view.calculateExtent(size) as Box;
    if (gently && intersects(seen, box)) return;
    if (this.fitted === "line") this.fitLine(uid);
    else if (!isReadable(box, seen)) this.center(box, seen);
  }

  private center(box: Box, seen: Box): void {
    const beside = box[0] < seen[0] || box[2] > seen[2];
    const [x = 0] = beside ? getCenter(box) : (this.view.getCenter() ?? []);
    this.moved = true;
    this.view.animate({ center: [x, (box[1] + box[3]) / 2], duration: this.duration });
  }

  private get duration(): number {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOVE_MS;
  }

  private get padding(): number[] {
    return window.innerWidth < SMALL_PX ? PADDING_SMALL : PADDING;
  }

  /** What every panel that shows the page has room for. */
  private size(): [number, number] | null {
    const sizes = [...this.maps].map((map) => map.getSize() ?? [0, 0]);
    const seen = sizes.filter(([width = 0, height = 0]) => width > 0 && height > 0);
    if (seen.length === 0) return null;
    const least = (side: 0 | 1) => Math.min(...seen.map((size) => size[side] ?? 0));
    return [least(0), least(1)];
  }

  private refit(kind: Fit): void {
    const size = this.size();
    if (!size) return;
    const { current } = this.host.selection;
    if (kind === "line" && current) this.fitLine(current);
    else if (kind === "width") this.fitWidth(size);
    else this.view.fit(this.pageMap.extent, { size, padding: this.padding });
    this.moved = false;
  }

  /** As wide as the panel, from the upper edge. */
  private fitWidth([mapWidth, mapHeight]: [number, number]): void {
    const [, , pageWidth, pageHeight] = this.pageMap.extent;
    const [width, height] =
      this.turns % 2 === 0 ? [pageWidth, pageHeight] : [pageHeight, pageWidth];
    const [, right = 0, , left = 0] = this.padding;
    const resolution = width / Math.max(mapWidth - left - right, 1);
    const up = (height - Math.min(height, mapHeight * resolution)) / 2;
    const aside = ((right - left) / 2) * resolution;
    const rotation = this.view.getRotation();
    const [sin, cos] = [Math.sin(rotation), Math.cos(rotation)];
    this.view.setResolution(resolution);
    this.view.setCenter([
      pageWidth / 2 - sin * up + cos * aside,
      pageHeight / 2 + cos * up + sin * aside,
    ]);
  }

  private fitLine(uid: Uid): void {
    const [box, size] = [this.boxOf(uid), this.size()];
    if (!box || !size) return;
    const { duration, padding } = this;
    this.view.fit(box, { size, padding, duration, minResolution: NEAREST });
  }

  private boxOf(uid: Uid): Box | null {
    const line = this.host.store.page.lines.get(uid);
    const shape = line?.mask ?? line?.baseline;
    if (!shape) return null;
    const { x0, y0, x1, y1 } = boundingBox(shape);
    const { height } = this.host.store.page.part;
    return [x0, height - y1, x1, height - y0];
  }

  private onResize(map: OlMap): void {
    const hadNone = this.size() === null;
    map.updateSize();
    if (hadNone || (!this.moved && this.fitted !== "line")) this.refit(this.fitted);
  }
}

/** Whether a line stands clear of the upper and the lower edge. */
function isReadable(box: Box, seen: Box): boolean {
  const margin = 0.08 * (seen[3] - seen[1]);
  const within = box[1] >= seen[1] + margin && box[3] <= seen[3] - margin;
  return within && intersects(seen, box);
}

/** Within a shadow root a map hears every key of its host: those of a text field are not its own. */
function isOnMap(event: MapBrowserEvent): boolean {
  return event.originalEvent.composedPath()[0] === event.map.getTargetElement();
}

/** Moving about: wheel, two fingers, arrow keys, and dragging with any button of the mouse. */
function viewInteractions(arrowsTaken: () => boolean): Interaction[] {
  return [
    new MouseWheelZoom({ duration: 120 }),
    new PinchZoom(),
    new KeyboardPan({
      condition: (event) => noModifierKeys(event) && isOnMap(event) && !arrowsTaken(),
    }),
    new DragPan({ condition: (event) => event.originalEvent instanceof PointerEvent }),
  ];
}

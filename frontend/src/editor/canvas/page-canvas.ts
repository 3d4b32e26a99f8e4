/** The image with its lines and regions: view, layers and tools, wired to store and selection. */
import type { Coordinate } from "ol/coordinate";
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Polygon from "ol/geom/Polygon";
import PointerInteraction from "ol/interaction/Pointer";
import VectorLayer from "ol/layer/Vector";
import OlMap from "ol/Map";
import type MapBrowserEvent from "ol/MapBrowserEvent";
import VectorSource from "ol/source/Vector";
import type { Points } from "../model/types";
import { type PageLayers, PageLayers as Layers, type Shown } from "./layers";
import type { PageMap } from "./page-map";
import type { SharedView } from "./shared-view";
import { sketchStyles } from "./styles";
import { cutTool } from "./tools/cut";
import { DrawBaselineTool } from "./tools/draw-baseline";
import { DrawRegionTool } from "./tools/draw-region";
import { EditVerticesTool } from "./tools/edit-vertices";
import { selectTool } from "./tools/select";
import type { Bench, Pointer, Tool, ToolName } from "./tools/tool";

/** What the canvas needs from the editor; the sketch is the canvas's own. */
export type CanvasHost = Omit<Bench, "sketch">;

const REACH_PX = 8;
const TOUCH_REACH_PX = 18;

export class PageCanvas {
  readonly layers: PageLayers;
  private readonly map: OlMap;
  private readonly pageMap: PageMap;
  private readonly tools: ReadonlyMap<string, Tool>;
  private readonly sketchSource = new VectorSource();
  private tool: Tool;
  private readonly detach: () => void;

  constructor(
    private readonly target: HTMLElement,
    private readonly host: CanvasHost,
    shared: SharedView,
  ) {
    const { part } = host.store.page;
    this.pageMap = shared.pageMap;
    this.layers = new Layers(host.store, host.selection, this.pageMap);
    const sketch = new VectorLayer({ source: this.sketchSource, style: sketchStyles() });
    this.map = new OlMap({
      target,
      controls: [],
      interactions: [],
      layers: [this.pageMap.imageLayer(part.image), this.layers.atRest, this.layers.lit, sketch],
    });
    this.tools = this.makeTools();
    this.tool = this.tools.get("select") as Tool;
    this.detach = shared.attach(this.map, target);
    this.addInteractions();
    host.store.observe((change) => this.layers.draw(change));
    host.selection.observe(() => this.layers.light());
  }

  get toolName(): ToolName {
    return this.tool.name;
  }

  setTool(name: ToolName): void {
    const next = this.tools.get(name);
    if (!next || next === this.tool) return;
    this.tool.stop?.();
    this.tool = next;
    this.tool.start?.();
    this.target.style.cursor = next.cursor;
  }

  /** Gives a key to the tool at work; true when it was used. */
  toolKey(key: string): boolean {
    return this.tool.key?.(key) ?? false;
  }

  toggle(what: keyof Shown): void {
    this.layers.toggle(what);
  }

  destroy(): void {
    this.detach();
    this.tool.stop?.();
    this.map.dispose();
  }

  private makeTools(): ReadonlyMap<string, Tool> {
    const { host } = this;
    const bench: Bench = {
      store: host.store,
      selection: host.selection,
      commit: (edit) => host.commit(edit),
      openLine: (uid) => host.openLine(uid),
      sketch: (points, closed) => this.sketch(points, closed),
      get lineType() {
        return host.lineType;
      },
      get regionType() {
        return host.regionType;
      },
    };
    const tools: Tool[] = [
      selectTool(bench),
      new DrawBaselineTool(bench),
      new DrawRegionTool(bench),
      new EditVerticesTool(bench, this.map, this.layers, this.pageMap),
      cutTool(bench),
    ];
    return new Map(tools.map((tool) => [tool.name, tool]));
  }

  private sketch(points: Points, closed: boolean): void {
    this.sketchSource.clear(true);
    if (points.length > 1) {
      const coordinates = this.pageMap.toMap(points);
      const polygon = closed && points.length > 2;
      const geometry = polygon ? new Polygon([coordinates]) : new LineString(coordinates);
      this.sketchSource.addFeature(new Feature(geometry));
    }
    this.sketchSource.changed();
  }

  private pointer(event: MapBrowserEvent): Pointer {
    return this.pointerAt(event.coordinate, event.originalEvent as MouseEvent);
  }

  private pointerAt(coordinate: Coordinate, event: MouseEvent): Pointer {
    const touch = "pointerType" in event && event.pointerType === "touch";
    const resolution = this.map.getView().getResolution() ?? 1;
    return {
      point: this.pageMap.pointToPage(coordinate),
      reach: (touch ? TOUCH_REACH_PX : REACH_PX) * resolution,
      shift: event.shiftKey,
    };
  }

  private addInteractions(): void {
    const left = (event: MapBrowserEvent) => (event.originalEvent as PointerEvent).button === 0;
    this.map.addInteraction(
      new PointerInteraction({
        handleDownEvent: (event) => left(event) && (this.tool.down?.(this.pointer(event)) ?? false),
        handleDragEvent: (event) => this.tool.drag?.(this.pointer(event)),
        handleUpEvent: (event) => {
          this.tool.up?.(this.pointer(event));
          return false;
        },
        handleMoveEvent: (event) => this.tool.move?.(this.pointer(event)),
      }),
    );
    this.map.on("click", (event) => this.tool.click?.(this.pointer(event)));
    // The browser's own double-click: it knows how near to each other two clicks must be.
    this.target.addEventListener("dblclick", (event) => {
      this.tool.doubleClick?.(this.pointerAt(this.map.getEventCoordinate(event), event));
    });
    this.target.addEventListener("pointerleave", () => this.host.selection.setHover(null));
  }
}

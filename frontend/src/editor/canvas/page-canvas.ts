/** The image with its lines and regions: view, layers and tools, wired to store and selection. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import OlMap from "ol/Map";
import VectorSource from "ol/source/Vector";
import type { Points } from "../model/types";
import type { People } from "../state/people";
import type { Session } from "../state/session";
import { CaretLayer } from "./caret-layer";
import { type PageLayers, PageLayers as Layers, type Shown } from "./layers";
import type { PageMap } from "./page-map";
import { PeopleLayer } from "./people-layer";
import type { SharedView } from "./shared-view";
import { sketchStyles } from "./styles";
import { ToolInput } from "./tool-input";
import { cutTool } from "./tools/cut";
import { DrawBaselineTool } from "./tools/draw-baseline";
import { DrawRegionTool } from "./tools/draw-region";
import { EditVerticesTool } from "./tools/edit-vertices";
import { panTool } from "./tools/pan";
import { selectTool } from "./tools/select";
import type { Bench, Tool, ToolName } from "./tools/tool";

/** What the canvas needs from the editor; the sketch is the canvas's own. */
export type CanvasHost = Omit<Bench, "sketch">;

export class PageCanvas {
  readonly layers: PageLayers;
  private readonly map: OlMap;
  private readonly pageMap: PageMap;
  private readonly tools: ReadonlyMap<string, Tool>;
  private readonly sketchSource = new VectorSource();
  private readonly input: ToolInput;
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
    this.input = new ToolInput(this.map, this.pageMap, () => this.tool);
    this.listen();
    host.store.observe((change) => this.layers.draw(change));
    host.selection.observe(() => this.layers.light());
  }

  /** Shows which lines other people have open. */
  showPeople(people: People): void {
    const { layer } = new PeopleLayer(this.host.store, people, this.pageMap);
    this.map.addLayer(layer);
  }

  /** Shows the character at the caret. */
  showCaret(session: Session): void {
    const { layer } = new CaretLayer(session, this.pageMap);
    this.map.addLayer(layer);
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

  /** Lets every press move the page, as long as it is held. */
  holdHand(isHeld: boolean): void {
    this.input.isHand = isHeld;
    this.target.style.cursor = isHeld ? "grab" : this.tool.cursor;
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
      panTool,
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

  private listen(): void {
    this.map.addInteraction(this.input);
    this.target.addEventListener("dblclick", (event) => this.input.doubleClick(event));
    this.target.addEventListener("pointerleave", () => this.host.selection.setHover(null));
  }
}

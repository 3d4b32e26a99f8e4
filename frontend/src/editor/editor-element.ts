/**
 * The page editor: composes canvas and panels over one session.
 *
 *     <es-editor data-bootstrap="id-of-the-json-script"></es-editor>
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { request } from "../api/client";
import { PALETTE_OPEN } from "../ui/palette-source";
import { base, buttons } from "../ui/styles";
import { OverPage } from "./canvas/over-page";
import { overPageStyles } from "./canvas/over-page.styles";
import { PageCanvas } from "./canvas/page-canvas";
import { SharedView } from "./canvas/shared-view";
import type { ToolName } from "./canvas/tools/tool";
import { Connection } from "./connection";
import { editorStyles } from "./editor-element.styles";
import { makeCommands } from "./input/commands";
import { KeyInput } from "./input/key-input";
import { startPalette } from "./input/palette";
import { chooseType } from "./input/selection-commands";
import type { Stage } from "./input/stage";
import type { Bootstrap, Uid } from "./model/types";
import type { ContextMenu } from "./panels/context-menu";
import "./panels/context-menu";
import "./panels/film-strip";
import type { HelpDialog } from "./panels/help-dialog";
import "./panels/layer-picker";
import "./panels/notices";
import type { TypeMenu } from "./panels/ontology";
import "./panels/ontology";
import { PANELS } from "./panels/registry";
import "./panels/over-page-bar";
import "./panels/sheet-host";
import "./panels/tool-hint";
import "./panels/tool-rail";
import { imageFilter } from "./panels/image-menu";
import type { TopBar } from "./panels/top-bar";
import "./panels/top-bar";
import "./panels/transcription-list";
import "./panels/workspace";
import { arrive } from "./state/arrival";
import type { Command, PanelKey } from "./state/command";
import { resumeFind } from "./state/find-handover";
import { type CaretPlace, Session } from "./state/session";
import { Workspace } from "./state/workspace";
import { prefetchNeighbours } from "./prefetch";

const PREFETCH_AFTER_MS = 500;
/** Below this width one panel is seen at a time. */
const NARROW = "(max-width: 799px)";

function readBootstrap(id: string): Bootstrap {
  return JSON.parse(document.getElementById(id)?.textContent ?? "") as Bootstrap;
}

function makeSession(bootstrap: Bootstrap): Session {
  const { preferences } = bootstrap.urls;
  if (!preferences) return new Session(bootstrap);
  const send = (values: object) => request("PATCH", preferences, values, { keepalive: true });
  return new Session(bootstrap, send);
}

class EditorElement extends LitElement implements Stage {
  static override styles = [base, buttons, editorStyles, overPageStyles];

  readonly session = makeSession(readBootstrap(this.dataset["bootstrap"] ?? "bootstrap"));
  readonly view = new SharedView(this.session);
  readonly workspace = new Workspace(this.session.preferences, window.innerWidth);
  private readonly commands: ReadonlyMap<string, Command> = makeCommands(this);
  private readonly keys = new KeyInput(this, this.commands);
  private pageCanvas: PageCanvas | null = null;
  private overPage: OverPage | null = null;
  private readonly narrow = matchMedia(NARROW);
  private lastCurrent: Uid | null = null;
  private stopPalette: () => void = () => undefined;
  private readonly connection = new Connection(this.session);

  canvas(): PageCanvas | null {
    return this.pageCanvas;
  }

  setTool(name: ToolName): void {
    this.workspace.open("image");
    this.pageCanvas?.setTool(name);
    this.session.say(this.session.notice);
  }

  openHelp(): void {
    void this.showHelp();
  }

  private openContextMenu(x: number, y: number): void {
    this.renderRoot.querySelector<ContextMenu>("es-context-menu")?.open(x, y);
  }

  openTypes(): void {
    this.renderRoot.querySelector<TypeMenu>("es-type-menu")?.show();
  }

  focusImage(): void {
    const maps = [...this.renderRoot.querySelectorAll<HTMLElement>(".map")];
    const shown = maps.find((map) => map.checkVisibility());
    if (shown) shown.focus();
    else if (this.shadowRoot?.activeElement instanceof HTMLElement) {
      this.shadowRoot.activeElement.blur();
    }
  }

  imageHasFocus(): boolean {
    return this.shadowRoot?.activeElement?.matches(".map") ?? false;
  }

  focusPageNumber(): void {
    this.topBar?.focusNumber();
  }

  openImageMenu(): void {
    this.topBar?.openImageMenu();
  }

  openPalette(): void {
    document.body.dispatchEvent(new CustomEvent(PALETTE_OPEN));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.keys.start();
    this.stopPalette = startPalette(this, this.commands);
    this.narrow.addEventListener("change", this.onNarrow);
    window.addEventListener("pagehide", this.onPageHide);
    this.session.selection.observe(() => this.followCurrent());
    this.session.onOpenLine((uid, place) => this.showText(uid, place));
    this.workspace.observe(() => this.onPanels());
    this.session.preferences.observe(() => this.lookAtImage());
    this.lookAtImage();
    this.view.observe(() => this.onView());
    void this.getReady();
    resumeFind(this.session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.keys.stop();
    this.stopPalette();
    this.narrow.removeEventListener("change", this.onNarrow);
    window.removeEventListener("pagehide", this.onPageHide);
    this.connection.stop();
    this.pageCanvas?.destroy();
    this.overPage?.destroy();
  }

  protected override render(): TemplateResult {
    const { session, commands } = this;
    return html`
      <es-top-bar .session=${session} .commands=${commands}></es-top-bar>
      <es-notices .session=${session} .commands=${commands}></es-notices>
      <div class="middle">
        <es-workspace .workspace=${this.workspace}>
          ${this.imagePanel()} ${this.textPanel()}
          <es-layer-picker
            slot=${`head-${this.headOfLayer()}`}
            .session=${session}
            .commands=${commands}
          ></es-layer-picker>
        </es-workspace>
        <es-sheet-host .session=${session} .commands=${commands} hidden></es-sheet-host>
      </div>
      <es-film-strip .session=${session} .commands=${commands}></es-film-strip>
      ${
        customElements.get("es-help-dialog")
          ? html`<es-help-dialog .session=${session} .commands=${commands}></es-help-dialog>`
          : nothing
      }
      <es-context-menu .session=${session} .commands=${commands}></es-context-menu>
      <es-type-menu
        .session=${session}
        .commands=${commands}
        .choose=${(type: number | null) => chooseType(session, type)}
      ></es-type-menu>
    `;
  }

  /** Both places of the page's image; a map is there before its panel is opened. */
  private imagePanel(): TemplateResult {
    const { session, commands } = this;
    const { title } = session.page.part;
    const label = `Image of ${title}. The list of lines beside it has the same things.`;
    return html`
      <div slot="image" class="well">
        <div class="map" tabindex="0" role="application" aria-label=${label}></div>
        <es-tool-rail .session=${session} .commands=${commands}></es-tool-rail>
      </div>
      ${
        this.headOfLayer() === "image"
          ? nothing
          : html`<es-tool-hint
              slot="head-image"
              .session=${session}
              .commands=${commands}
            ></es-tool-hint>`
      }
      ${
        this.workspace.has("over-page")
          ? html`<es-over-page-bar
                slot="head-over-page"
                .session=${session}
                .commands=${commands}
              ></es-over-page-bar>
              <div slot="over-page" class="well">
                <div
                  class="map"
                  data-panel="over-page"
                  tabindex="0"
                  role="application"
                  aria-label=${`Text over ${title}`}
                ></div>
              </div>`
          : nothing
      }
    `;
  }

  private textPanel(): TemplateResult {
    const { session, commands } = this;
    return html`
      ${
        this.workspace.has("text")
          ? html`<es-transcription-list
              slot="text"
              .session=${session}
              .commands=${commands}
            ></es-transcription-list>`
          : nothing
      }
      ${
        this.workspace.has("strips") && customElements.get("es-strips")
          ? html`<es-strips slot="strips" .session=${session} .commands=${commands}></es-strips>`
          : nothing
      }
    `;
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    const target = this.renderRoot.querySelector<HTMLElement>(".map");
    const { session } = this;
    if (!target) return;
    this.pageCanvas = new PageCanvas(
      target,
      {
        session,
        setTool: (name) => this.setTool(name),
        openMenu: (x, y) => this.openContextMenu(x, y),
      },
      this.view,
    );
    this.pageCanvas.showPeople(session.people);
    this.pageCanvas.showCaret(session);
    this.pageCanvas.showAnnotations();
    this.onNarrow();
    session.say("");
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const target = this.renderRoot.querySelector<HTMLElement>(".map[data-panel=over-page]");
    if (target) this.overPage ??= this.makeOverPage(target);
    else {
      this.overPage?.destroy();
      this.overPage = null;
    }
  }

  private makeOverPage(target: HTMLElement): OverPage {
    return new OverPage(target, this.session, this.view, () => this.workspace.writing !== null);
  }

  /** The panel whose head says which layer is shown and whether it is saved. */
  private headOfLayer(): PanelKey {
    const best: PanelKey[] = ["text", "strips", "over-page", "image"];
    return best.find((panel) => this.workspace.has(panel)) ?? "image";
  }

  /** The help is loaded when it is wanted for the first time. */
  private async showHelp(): Promise<void> {
    await import("./panels/help-dialog");
    this.requestUpdate();
    await this.updateComplete;
    const help = this.renderRoot.querySelector<HelpDialog>("es-help-dialog");
    await help?.updateComplete;
    help?.show();
  }

  private get topBar(): TopBar | null {
    return this.renderRoot.querySelector<TopBar>("es-top-bar");
  }

  private lookAtImage(): void {
    const filter = imageFilter(this.session.preferences.get("editor.image"));
    this.style.setProperty("--page-filter", filter);
  }

  private onView(): void {
    const { topBar } = this;
    if (topBar) topBar.percent = this.view.percent;
  }

  private readonly onNarrow = (): void => {
    this.workspace.isSmall = this.narrow.matches;
  };

  private readonly onPageHide = (): void => {
    void this.session.preferences.flush();
  };

  private readonly onPanels = (): void => {
    for (const { id, load } of PANELS) {
      if (load && this.workspace.has(id)) void load().then(() => this.requestUpdate());
    }
    this.requestUpdate();
  };

  /** Opens a panel to type in where there is none; it opens the line once it is there. */
  private showText(uid: Uid, place: CaretPlace): void {
    if (this.workspace.writing) return;
    this.workspace.open("text");
    void this.panelsReady().then(() => this.session.openLine(uid, place));
  }

  private async panelsReady(): Promise<void> {
    await this.updateComplete;
    const panels = this.renderRoot.querySelectorAll<LitElement>("es-transcription-list, es-strips");
    await Promise.all([...panels].map((panel) => panel.updateComplete));
  }

  /** Whether the hand is on the image: draws there, or chooses what it sees. */
  private isPointing(): boolean {
    const tool = this.pageCanvas?.toolName ?? "select";
    const draws = tool !== "select" && tool !== "pan";
    return draws || (this.view.fitted !== "line" && this.imageHasFocus());
  }

  private followCurrent(): void {
    const { current } = this.session.selection;
    if (current && current !== this.lastCurrent) this.view.follow(current, this.isPointing());
    this.lastCurrent = current;
  }

  /** Leaves a mark for measurements once everything can be seen and edited. */
  private async getReady(): Promise<void> {
    await Promise.all([this.loadImage(), this.connection.start(), this.updateComplete]);
    requestAnimationFrame(() => performance.mark("editor-ready"));
    arrive(this.session, window.location.search);
    setTimeout(() => prefetchNeighbours(this.session), PREFETCH_AFTER_MS);
  }

  private async loadImage(): Promise<void> {
    const { image: url } = this.session.page.part;
    if (url === "") {
      await this.updateComplete;
      this.session.say("The image of this page is being prepared. It comes when it is ready.");
      return;
    }
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
      this.session.showImage(image);
    } catch {
      this.session.say("The image of this page cannot be loaded. Reload the page to try again.");
    }
  }
}

customElements.define("es-editor", EditorElement);

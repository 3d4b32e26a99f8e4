/**
 * The page editor: composes canvas and panels over one session.
 *
 *     <es-editor data-bootstrap="id-of-the-json-script"></es-editor>
 */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { request } from "../api/client";
import { startEvents } from "../api/events";
import { base, buttons } from "../ui/styles";
import { PageCanvas } from "./canvas/page-canvas";
import type { ToolName } from "./canvas/tools/tool";
import { editorStyles } from "./editor-element.styles";
import { makeCommands } from "./input/commands";
import { chooseType } from "./input/selection-commands";
import { commandFor, isTyping } from "./input/shortcuts";
import type { Stage } from "./input/stage";
import type { Bootstrap, EditorData, Uid } from "./model/types";
import "./panels/film-strip";
import type { HelpDialog } from "./panels/help-dialog";
import "./panels/help-dialog";
import "./panels/layer-picker";
import "./panels/notices";
import type { TypeMenu } from "./panels/ontology";
import "./panels/ontology";
import "./panels/sheet-host";
import "./panels/tool-rail";
import "./panels/top-bar";
import "./panels/transcription-list";
import type { Command } from "./state/command";
import { memoryOutbox, openOutbox } from "./state/outbox";
import { Session } from "./state/session";
import { Sync } from "./state/sync";
import type { ChangeAnswer, ChangeSet } from "./state/wire";

function readBootstrap(id: string): Bootstrap {
  return JSON.parse(document.getElementById(id)?.textContent ?? "") as Bootstrap;
}

function makeSession(bootstrap: Bootstrap): Session {
  const { preferences } = bootstrap.urls;
  if (!preferences) return new Session(bootstrap);
  return new Session(bootstrap, (values) => request("PATCH", preferences, values));
}

class EditorElement extends LitElement implements Stage {
  static override styles = [base, buttons, editorStyles];

  readonly session = makeSession(readBootstrap(this.dataset["bootstrap"] ?? "bootstrap"));
  private readonly commands: ReadonlyMap<string, Command> = makeCommands(this);
  private pageCanvas: PageCanvas | null = null;
  private side: "image" | "text" = "image";
  private lastCurrent: Uid | null = null;
  private stopEvents: () => void = () => undefined;

  canvas(): PageCanvas | null {
    return this.pageCanvas;
  }

  setTool(name: ToolName): void {
    this.pageCanvas?.setTool(name);
    this.showSide("image");
    this.session.say(this.session.notice);
  }

  openHelp(): void {
    this.renderRoot.querySelector<HelpDialog>("es-help-dialog")?.show();
  }

  openTypes(): void {
    this.renderRoot.querySelector<TypeMenu>("es-type-menu")?.show();
  }

  focusImage(): void {
    this.renderRoot.querySelector<HTMLElement>(".map")?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("beforeunload", this.onLeave);
    window.addEventListener("online", this.onOnline);
    document.addEventListener("visibilitychange", this.onOnline);
    document.body.addEventListener("events:part.layout", this.onPartEvent);
    document.body.addEventListener("events:part.text", this.onTextEvent);
    this.session.selection.observe(() => this.followCurrent());
    this.session.onOpenLine(() => this.showSide("text"));
    void this.loadImage();
    void this.startSync();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("beforeunload", this.onLeave);
    window.removeEventListener("online", this.onOnline);
    document.removeEventListener("visibilitychange", this.onOnline);
    document.body.removeEventListener("events:part.layout", this.onPartEvent);
    document.body.removeEventListener("events:part.text", this.onTextEvent);
    this.stopEvents();
    this.pageCanvas?.destroy();
  }

  protected override render(): TemplateResult {
    const { session, commands } = this;
    const label = `Image of ${session.page.part.title}. The list of lines beside it has the same things.`;
    const show = (side: "image" | "text", word: string) =>
      html`<button
        type="button"
        aria-pressed=${this.side === side ? "true" : "false"}
        @click=${() => this.showSide(side)}
      >
        ${word}
      </button>`;
    return html`
      <es-top-bar .session=${session} .commands=${commands}></es-top-bar>
      <div class="switch" role="group" aria-label="Panel">
        ${show("image", "Image")}${show("text", "Text")}
      </div>
      <div class="panels" data-side=${this.side}>
        <section class="well" aria-label="Image">
          <div class="map" tabindex="0" role="application" aria-label=${label}></div>
          <es-tool-rail .session=${session} .commands=${commands}></es-tool-rail>
        </section>
        <section class="text" aria-label="Text">
          <es-layer-picker .session=${session} .commands=${commands}></es-layer-picker>
          <es-notices .session=${session} .commands=${commands}></es-notices>
          <es-transcription-list .session=${session} .commands=${commands}></es-transcription-list>
        </section>
        <es-sheet-host .session=${session} .commands=${commands} hidden></es-sheet-host>
      </div>
      <es-film-strip .session=${session} .commands=${commands}></es-film-strip>
      <es-help-dialog .session=${session} .commands=${commands}></es-help-dialog>
      <es-type-menu
        .session=${session}
        .commands=${commands}
        .choose=${(type: number | null) => chooseType(session, type)}
      ></es-type-menu>
    `;
  }

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    const target = this.renderRoot.querySelector<HTMLElement>(".map");
    const { session } = this;
    if (!target) return;
    this.pageCanvas = new PageCanvas(target, {
      store: session.store,
      selection: session.selection,
      commit: (edit) => session.commit(edit),
      openLine: (uid) => session.openLine(uid),
      get lineType() {
        return session.lineType;
      },
      get regionType() {
        return session.regionType;
      },
    });
    session.say("");
  }

  private showSide(side: "image" | "text"): void {
    this.side = side;
    this.requestUpdate();
  }

  private followCurrent(): void {
    const { current } = this.session.selection;
    if (current && current !== this.lastCurrent) this.pageCanvas?.follow(current);
    this.lastCurrent = current;
  }

  private async loadImage(): Promise<void> {
    const image = new Image();
    image.src = this.session.page.part.image;
    try {
      await image.decode();
      this.session.showImage(image);
    } catch {
      this.session.say("The image of this page cannot be loaded. Reload the page to try again.");
    }
  }

  private async startSync(): Promise<void> {
    const { session } = this;
    const { urls, user } = session.bootstrap;
    const outbox = await openOutbox(user?.id ?? 0, session.page.part.id).catch(() => {
      session.say(
        "This browser keeps nothing between visits; unsaved work lives in this tab only.",
      );
      return memoryOutbox();
    });
    const sync = new Sync(session.store, outbox, {
      post: (change: ChangeSet) => request<ChangeAnswer>("POST", urls.changes, change),
      fetchPage: (layer) =>
        request<EditorData>("GET", layer === null ? urls.editor : `${urls.editor}?layer=${layer}`),
    });
    session.useSync(sync);
    this.stopEvents = startEvents(urls.events);
    if (session.canEdit) await sync.start();
  }

  private readonly onPartEvent = (event: Event): void => {
    const { part, revision } = (event as CustomEvent<{ part?: number; revision?: number }>).detail;
    if (part !== this.session.page.part.id) return;
    this.session.sync?.revisionSeen(revision ?? this.session.page.part.revision + 1);
  };

  private readonly onTextEvent = (event: Event): void => {
    const { part, layer, change } = (event as CustomEvent<Record<string, unknown>>).detail;
    const { page, sync } = this.session;
    if (part === page.part.id && layer === page.layer) sync?.textsSeen(String(change));
  };

  private readonly onOnline = (): void => {
    void this.session.sync?.flush();
  };

  private readonly onLeave = (event: BeforeUnloadEvent): void => {
    if (this.session.sync?.unsent) event.preventDefault();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.composedPath().some((node) => node instanceof HTMLDialogElement)) return;
    const used = isTyping(event) ? this.typingKey(event) : this.freeKey(event);
    if (used) event.preventDefault();
  };

  private typingKey(event: KeyboardEvent): boolean {
    if (event.key === "Escape") {
      this.focusImage();
      return true;
    }
    return this.runCommand(event);
  }

  private freeKey(event: KeyboardEvent): boolean {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && this.pageCanvas?.toolKey(event.key)) return true;
    if (plain && /^\d$/.test(event.key)) return this.typeByDigit(Number(event.key));
    return this.runCommand(event);
  }

  private runCommand(event: KeyboardEvent): boolean {
    const command = commandFor(event, this.commands, this.session.canEdit);
    if (!command || command.enabled?.() === false) return command !== null;
    command.run();
    return true;
  }

  private typeByDigit(digit: number): boolean {
    const { selection, page, canEdit } = this.session;
    const regions = selection.regions.size > 0;
    if (!canEdit || (!regions && selection.lines.size === 0)) return false;
    const types = regions ? page.regionTypes : page.lineTypes;
    const type = types[digit - 1];
    if (digit > 0 && !type) return false;
    chooseType(this.session, type?.id ?? null);
    return true;
  }
}

customElements.define("es-editor", EditorElement);

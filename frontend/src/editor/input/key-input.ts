/** Hears the keys of the whole page and gives them to the tool at work, or to a command. */
import { pressed } from "../../ui/keys";
import type { Command } from "../state/command";
import { chooseType } from "./selection-commands";
import { commandFor, isTyping } from "./shortcuts";
import type { Stage } from "./stage";

export class KeyInput {
  constructor(
    private readonly stage: Stage,
    private readonly commands: ReadonlyMap<string, Command>,
  ) {}

  start(): void {
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("keyup", this.onKeyUp);
    window.addEventListener("blur", this.letGo);
  }

  stop(): void {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("keyup", this.onKeyUp);
    window.removeEventListener("blur", this.letGo);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.composedPath().some((node) => node instanceof HTMLDialogElement)) return;
    const used = isTyping(event) ? this.typingKey(event) : this.freeKey(event);
    if (used) event.preventDefault();
  };

  private typingKey(event: KeyboardEvent): boolean {
    if (event.key === "Escape") {
      this.stage.focusImage();
      return true;
    }
    const [field] = event.composedPath();
    const inLine = field instanceof Element && field.matches("[data-line-text]");
    if (inLine && this.stage.session.keyboards.press(event)) return true;
    return this.runCommand(event);
  }

  private freeKey(event: KeyboardEvent): boolean {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && this.stage.canvas()?.toolKey(event.key)) return true;
    if (plain && /^\d$/.test(event.key)) return this.typeByDigit(Number(event.key));
    return this.runCommand(event) || this.holdHand(event);
  }

  /** Space moves the page while it is held. */
  private holdHand(event: KeyboardEvent): boolean {
    const [target] = event.composedPath();
    const onControl =
      target instanceof HTMLElement && target.closest("button, a, summary") !== null;
    if (pressed(event) !== "Space" || onControl) return false;
    this.stage.canvas()?.holdHand(true);
    return true;
  }

  private readonly onKeyUp = (event: KeyboardEvent): void => {
    if (event.key === " ") this.letGo();
  };

  private readonly letGo = (): void => {
    this.stage.canvas()?.holdHand(false);
  };

  private runCommand(event: KeyboardEvent): boolean {
    const command = commandFor(event, this.commands, this.stage.session.canEdit);
    if (!command) return false;
    if (command.enabled?.() === false) return !command.yields;
    command.run();
    return true;
  }

  private typeByDigit(digit: number): boolean {
    const { selection, page, canEdit } = this.stage.session;
    const regions = selection.regions.size > 0;
    if (!canEdit || (!regions && selection.lines.size === 0)) return false;
    const types = regions ? page.regionTypes : page.lineTypes;
    const type = types[digit - 1];
    if (digit > 0 && !type) return false;
    chooseType(this.stage.session, type?.id ?? null);
    return true;
  }
}

/** What every panel of the editor is: a view of the session that draws itself again on changes. */
import { LitElement } from "lit";
import type { Command } from "../state/command";
import type { Session } from "../state/session";

export abstract class Panel extends LitElement {
  static override properties = {
    session: { attribute: false },
    commands: { attribute: false },
  };

  declare session: Session;
  declare commands: ReadonlyMap<string, Command>;
  private stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const draw = () => this.requestUpdate();
    const { session } = this;
    this.stops = [
      session.store.observe(draw),
      session.selection.observe(draw),
      session.observe(draw),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stops) stop();
  }

  protected command(id: string): Command {
    const found = this.commands.get(id);
    if (!found) throw new Error(`There is no command ${id}`);
    return found;
  }
}

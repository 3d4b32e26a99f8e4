/** The keys of the commands: their own, or those that the person chose instead. */
import type { Command } from "./command";
import type { Preferences } from "./preferences";

type Commands = ReadonlyMap<string, Command>;

function chosen(preferences: Preferences, id: string): readonly string[] | null {
  const keys: unknown = preferences.get("editor.keys")[id];
  const valid = Array.isArray(keys) && keys.every((key) => typeof key === "string");
  return valid ? keys : null;
}

function standardOf(command: Command): readonly string[] {
  return command.standardKeys ?? command.keys;
}

/** The table by id; the keys of each command follow the person's choice from now on. */
export function withChosenKeys(commands: readonly Command[], preferences: Preferences): Commands {
  const table = new Map<string, Command>();
  for (const command of commands) {
    const get = () => chosen(preferences, command.id) ?? command.keys;
    const own = { keys: { get, enumerable: true }, standardKeys: { value: command.keys } };
    table.set(command.id, Object.create(command, own) as Command);
  }
  return table;
}

export function hasChosenKeys(command: Command): boolean {
  return standardOf(command).join(" ") !== command.keys.join(" ");
}

/** The other commands that have this key now; not those that came with it, as this one did. */
export function clashes(commands: Commands, command: Command, key: string): readonly Command[] {
  const isShared = (other: Command) =>
    [command, other].every((one) => standardOf(one).includes(key));
  const same = (other: Command) => other.id !== command.id && other.keys.includes(key);
  return [...commands.values()].filter((other) => same(other) && !isShared(other));
}

/** Gives a command these keys; others that had one of them lose it. */
export function giveKeys(
  preferences: Preferences,
  commands: Commands,
  command: Command,
  keys: readonly string[],
): void {
  const kept = { ...preferences.get("editor.keys") };
  for (const key of keys) {
    for (const other of clashes(commands, command, key)) {
      kept[other.id] = (kept[other.id] ?? other.keys).filter((name) => name !== key);
    }
  }
  kept[command.id] = keys;
  preferences.set("editor.keys", kept);
}

/** Brings back the keys that a command came with; another that got one meanwhile loses it. */
export function resetKeys(preferences: Preferences, commands: Commands, command: Command): void {
  giveKeys(preferences, commands, command, standardOf(command));
  const kept = Object.entries(preferences.get("editor.keys")).filter(([id, keys]) => {
    const standard = commands.get(id)?.standardKeys ?? [];
    return id !== command.id && keys.join(" ") !== standard.join(" ");
  });
  preferences.set("editor.keys", Object.fromEntries(kept));
}

export function resetAllKeys(preferences: Preferences): void {
  preferences.set("editor.keys", {});
}

import { expect, test } from "vitest";
import { ourProgram } from "../../../provider/cli/program";
import { commandsIn } from "../helpers/commands";

/** Each option of every command, as its help describes it. */
const OPTIONS = commandsIn(ourProgram()).flatMap((command) => {
  const help = command.createHelp();
  return help
    .visibleOptions(command)
    .map((option): [string, string] => [`${command.name()} ${option.flags}`, help.optionDescription(option)]);
});

test.each(OPTIONS)("the help of %s says its default once, in words", (_, description) => {
  const [, ...defaults] = description.split("default: ");
  expect(defaults.length).toBeLessThan(2);
  for (const said of defaults) expect(said).toMatch(/^[^"[\]{}]+\)$/);
  expect(description).not.toMatch(/\b(undefined|null|NaN)\b/);
});

test("the emulator's help says what it does where an option is left out", () => {
  const emulator = OPTIONS.filter(([name]) => name.startsWith("emulator")).map(([, description]) => description);
  for (const said of ["0", "127.0.0.1", "acme", "none", "ema_emulator", "memory only"])
    expect(emulator.join("\n")).toContain(`(default: ${said})`);
});

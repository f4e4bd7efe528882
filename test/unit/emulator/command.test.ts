import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { registerEmulator } from "../../../provider/cli/emulator";
import { isOurCommandAlone } from "../../../provider/cli/npm-parents";

afterEach(() => vi.restoreAllMocks());

function captured(stream: NodeJS.WriteStream): string[] {
  const lines: string[] = [];
  vi.spyOn(stream, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  return lines;
}

function program(): Command {
  const command = new Command().exitOverride();
  registerEmulator(command);
  for (const sub of command.commands) sub.exitOverride();
  return command;
}

test("the command says where it listens on its first line, says that it is a test double, and ends on SIGTERM", async () => {
  const [out, err] = [captured(process.stdout), captured(process.stderr)];
  await program().parseAsync(["emulator", "--org", "one", "--org", "two", "--token", "ema_mine"], { from: "user" });
  const url = /^Arraylake emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(out.join(""))?.[1];
  expect(err.join("")).toContain("test double");
  expect(err.join("")).toContain(`ARRAYLAKE_SERVICE__URI=${url}`);
  expect(err.join("")).not.toContain("ema_mine");
  const orgs = await fetch(`${url}/user/orgs`, { headers: { authorization: "Bearer ema_mine" } });
  expect(((await orgs.json()) as { name: string }[]).map(({ name }) => name)).toEqual(["one", "two"]);
  process.emit("SIGTERM");
  await expect
    .poll(() =>
      fetch(`${url}/user`).then(
        () => "up",
        () => "down",
      ),
    )
    .toBe("down");
  process.removeAllListeners("SIGINT");
});

test.each([
  ["'pulumi-arraylake'", true],
  ["pulumi-arraylake emulator --port 8090", true],
  ["PORT=1 NAME='x' ./node_modules/.bin/pulumi-arraylake emulator > log 2>&1", true],
  ["pulumi-arraylake emulator &", false],
  ["pulumi-arraylake emulator > log 2>&1 & wait-on tcp:8090", false],
  ["pulumi-arraylake emulator && true", false],
  ["pulumi-arraylake emulator; vitest", false],
  ["nohup pulumi-arraylake emulator", false],
  ["vitest", false],
  ["my-pulumi-arraylake emulator", false],
  [undefined, false],
])("the emulator follows an npm that runs %j: %s", (script, expected) => {
  expect(isOurCommandAlone(script)).toBe(expected);
});

test.each([
  ["--port", "80x"],
  ["--port", "70000"],
  ["--host", "0.0.0.0"],
])("%s %s is an error, not a start", async (flag, value) => {
  const err = captured(process.stderr);
  await expect(program().parseAsync(["emulator", flag, value], { from: "user" })).rejects.toThrow();
  expect(err.join("")).toMatch(/^error: /);
});

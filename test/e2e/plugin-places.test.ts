import { delimiter, join } from "node:path";
import { expect, inject, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { toolScript } from "../setup/tools.mjs";
import { Machine } from "./harness/machine";

const PLUGIN = ["resource", "arraylake", manifest.version];

test("`plugin install` lets programs find the plugin by themselves, and `pulumi plugin rm` undoes it", async () => {
  const machine = await Machine.create();
  await machine.servesNoYaml();
  const install = [toolScript(inject("consumer"), "pulumi-arraylake", "pulumi-arraylake"), "plugin", "install"];
  for (const _ of ["the first time", "over itself"]) {
    const said = await machine.run(process.execPath, ...install);
    expect(said).toContain(`Installed the plugin arraylake ${manifest.version}`);
    expect(said).toContain(`To undo it: pulumi plugin rm ${PLUGIN.join(" ")}\n`);
  }
  await machine.servesYaml();
  await machine.run("pulumi", "plugin", "rm", ...PLUGIN, "--yes");
  await machine.servesNoYaml();
});

test("the plugin is found on the PATH, where npm puts the package's programs", async () => {
  const machine = await Machine.create();
  machine.env.PATH = [join(inject("consumer"), "node_modules", ".bin"), machine.env.PATH].join(delimiter);
  await machine.servesYaml();
});

test("the plugin is found in the folder that Pulumi.yaml names", async () => {
  const machine = await Machine.create();
  const path = join(inject("consumer"), "node_modules", "pulumi-arraylake", "dist", "plugin");
  await machine.servesYaml({ plugins: { providers: [{ name: "arraylake", path }] } });
});

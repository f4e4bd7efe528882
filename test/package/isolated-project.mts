// A Pulumi project in a temporary folder, with the package in it and nothing of the user's own Pulumi or Arraylake around it.

import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "../..");
const STATE = ".state";

/** As `npm install pulumi-arraylake @pulumi/pulumi` would do it, but without a network. */
export function installPackages(folder: string): void {
  mkdirSync(path.join(folder, "node_modules"));
  link(root, "pulumi-arraylake");
  link(path.join(root, "node_modules", "@pulumi"), "@pulumi");
  mkdirSync(stateFolder(folder));

  function link(target: string, name: string): void {
    symlinkSync(target, path.join(folder, "node_modules", name), "junction");
  }
}

/** Where the project's state lies. */
export function stateFolder(folder: string): string {
  return path.join(folder, STATE);
}

/** The environment of the CLI in such a folder. */
export function isolatedEnvironment(folder: string, service: { url: string; token: string }): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(PULUMI|ARRAYLAKE)_|_proxy$/i.test(name));
  // The CLI itself, and not npm's launcher of it, which looks for it in PULUMI_HOME.
  const launcher = path.join(root, "node_modules", ".bin");
  const places = (process.env.PATH ?? "").split(path.delimiter);
  const last = [...places.filter((place) => place !== launcher), launcher];
  return {
    ...Object.fromEntries(own),
    PATH: [path.dirname(process.execPath), ...last].join(path.delimiter),
    PULUMI_HOME: path.join(folder, ".pulumi-home"),
    PULUMI_BACKEND_URL: pathToFileURL(stateFolder(folder)).href,
    PULUMI_CONFIG_PASSPHRASE: "offline",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ARRAYLAKE_SERVICE__URI: service.url,
    ARRAYLAKE_TOKEN: service.token,
  };
}

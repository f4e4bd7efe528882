import type * as pulumi from "@pulumi/pulumi";
import { BucketConfigLifecycle } from "../lifecycle/bucket-config";
import { DefaultBucketConfigLifecycle } from "../lifecycle/default-bucket-config";
import { Session } from "../lifecycle/session";
import { dynamicFace } from "./face";
import { silenceEcho } from "./failure";
import { engineNotices } from "./notices";
import { dynamicProvider } from "./provider";

// What the constant `__provider` lines load. Their names are in users' states: they stay for ever.

/** The dynamic provider of BucketConfig resources. */
export function BucketConfig(): pulumi.dynamic.ResourceProvider {
  return dynamicProvider((setting) => new BucketConfigLifecycle(sessionWith(setting)));
}

/** The dynamic provider of DefaultBucketConfig resources. */
export function DefaultBucketConfig(): pulumi.dynamic.ResourceProvider {
  return dynamicProvider((setting) => new DefaultBucketConfigLifecycle(sessionWith(setting)));
}

let shared: Session | undefined;

/** A provider's process has one configuration, so both resources share one session and what it knows. */
function sessionWith(setting: (key: string) => string | undefined): Session {
  if (shared) return shared;
  silenceEcho(console);
  shared = new Session({ config: setting, env: process.env }, dynamicFace(engineNotices()));
  return shared;
}

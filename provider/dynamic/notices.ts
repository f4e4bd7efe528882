import * as pulumi from "@pulumi/pulumi";
import type { Notices } from "../lifecycle/face";

/** Messages to the user through Pulumi's engine, whose address the provider's process gets as its first argument. */
export function engineNotices(): Notices {
  let connected = false;
  const engine = () => {
    const address = process.argv[2];
    if (!connected && address) pulumi.runtime.resetOptions("", "", -1, address, "", false, "");
    connected = true;
    return pulumi.log;
  };
  return {
    info: (message) => void engine().info(message),
    warn: (message) => void engine().warn(message),
  };
}

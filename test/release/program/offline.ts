// How a user's own test gets at an emulator. It is type-checked only: the emulator that runs is the packed command.

import { type Emulator, startEmulator } from "pulumi-arraylake/emulator";

export async function withEmulator<T>(work: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ orgs: ["acme"] });
  try {
    return await work(emulator);
  } finally {
    await emulator.close();
  }
}

import { dynamicFace } from "../../../provider/dynamic/face";
import type { Face } from "../../../provider/lifecycle/face";

/** The dynamic provider's, for what is asked without a session: what the user would be told is dropped. */
export const FACE: Face = dynamicFace({ info: () => {}, warn: () => {} });

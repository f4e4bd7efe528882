export * from "./bucket-config";
export * from "./default-bucket-config";
export * from "./lookups";
export * from "./provider";

// The names by which programs and states know what the plugin has: they never change.

export const PACKAGE = "arraylake";
export const GET_BUCKET_CONFIG = "arraylake:index:getBucketConfig";
export const GET_BUCKET_CONFIGS = "arraylake:index:getBucketConfigs";
export const GET_REPOS = "arraylake:index:getRepos";

// @ts-check
exports.BucketConfig = require("pulumi-arraylake").BucketConfig;

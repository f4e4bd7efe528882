//go:build tools

// Package tools names the one program this module builds, so that `go mod tidy` keeps what it needs in go.mod.
package tools

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"

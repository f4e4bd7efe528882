//go:build tools

// Package tools names the program of another module that this one builds, so that `go mod tidy` keeps what it needs in go.mod.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"

package host_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"github.com/driftsync/driftsync/host"
	"github.com/driftsync/driftsync/host/sink"
	"github.com/driftsync/driftsync/host/sink/sqlite"
	"github.com/driftsync/driftsync/internal/demo"
)

// A program that embeds driftsync calls WorkerMain first in main: plugins run in
// processes of their own, and those are this program again. In these examples
// TestMain does it.
func ExampleWorkerMain() {
	host.WorkerMain()
	// flags, files and everything else come after
}

// Push what changed since the last time into a file with the tables of the cloud.
func ExamplePush() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "driftsync-example-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	root := filepath.Join(dir, "shop")
	if _, err := demo.Generate(ctx, root, demo.Options{Rows: 1700}); err != nil {
		log.Fatal(err)
	}

	out := filepath.Join(dir, "out.db")
	options := host.Options{
		Root: root, StateDir: filepath.Join(dir, "state"), CacheDir: cacheDir, Client: "example 1.0.0",
		Destination: host.Destination{
			Name: "file:" + out, Tenant: uuid.UUID{1}, Project: uuid.UUID{2},
			Open: func() (sink.Sink, error) { return sqlite.Open(ctx, out, sqlite.Options{}) },
		},
	}
	for range 2 {
		result, err := host.Push(ctx, options)
		if err != nil {
			log.Fatal(err)
		}
		sum := result.Summary()
		fmt.Println("complete:", result.Complete, "anything sent:", sum.Sent > 0, "status:", result.Status())
	}
	// Output:
	// complete: true anything sent: true status: 0
	// complete: true anything sent: false status: 0
}

// A path as it leaves.
func ExampleRedactPath() {
	const root = "/home/ada/shop"
	fmt.Println(host.RedactPath(root, "/home/ada/shop/src/cart.go"))
	fmt.Println(host.RedactPath(root, "/home/ada/notes/plan.md"))
	fmt.Println(host.RedactPath(`C:\work\shop`, `C:\work\shop\src\cart.go`))
	// Output:
	// src/cart.go
	// plan.md
	// src/cart.go
}

// One row as it leaves, through the same plugins and the same guard as a push.
func ExampleRedactRow() {
	out, err := host.RedactRow(context.Background(), host.RedactOptions{Root: "/home/ada/shop", CacheDir: cacheDir},
		"drift.violations", map[string]any{
			"file": "/home/ada/shop/src/cart.go", "line": 12, "message": "see /home/ada/shop/src/db.go, line 3",
		})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Cells["file"], out.Cells["line"])
	fmt.Println(out.Cells["message"])
	// Output:
	// src/cart.go 12
	// see src/db.go, line 3
}

package dashboard

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"
)

// keep bounds what answers hold, in bytes of rows.
const keep = 16 << 20

// answers are what a file answered, as long as nothing writes into it: a reader goes back and
// forth between the same views.
type answers struct {
	mu    sync.Mutex
	stamp string
	size  int
	known map[string]known
}

type known struct {
	rows  json.RawMessage
	total int64
}

// stampOf says when a file was written last, and the hour: some views say how old something is.
func stampOf(path string) string {
	text := time.Now().UTC().Format("2006-01-02 15")
	for _, name := range []string{path, path + "-wal"} {
		if info, err := os.Stat(name); err == nil {
			text += fmt.Sprint(" ", info.Size(), info.ModTime().UnixNano())
		}
	}
	return text
}

func (a *answers) get(stamp, query string) (known, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stamp != stamp {
		return known{}, false
	}
	k, ok := a.known[query]
	return k, ok
}

// put keeps an answer that was read after the file had the stamp.
func (a *answers) put(stamp, query string, k known) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stamp != stamp || a.size+len(k.rows) > keep {
		a.stamp, a.size, a.known = stamp, 0, map[string]known{}
	}
	a.size += len(k.rows)
	a.known[query] = k
}
